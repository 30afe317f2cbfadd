import { AccountApi } from './resources/account';
import { CommandsApi } from './resources/commands';
import { ConfigVariablesApi } from './resources/configVariables';
import { DaemonsApi } from './resources/daemons';
import { DeploymentsApi } from './resources/deployments';
import { DeviceFlowApi } from './resources/deviceFlow';
import { DevicesApi } from './resources/devices';
import { LabelsApi } from './resources/labels';
import { MetricsApi } from './resources/metrics';
import { MetricSubscriptionsApi } from './resources/metricSubscriptions';
import { OnboardingApi } from './resources/onboarding';
import { type Connection, requestOver } from './core/request';
import { TokensApi } from './resources/tokens';
import { TopicsApi } from './resources/topics';
import { UploadsApi } from './resources/uploads';

/** Everything one session can ask about one project; a change of either makes a new client. */
export class ApiClient {
  readonly account: AccountApi;
  readonly commands: CommandsApi;
  readonly configVariables: ConfigVariablesApi;
  readonly daemons: DaemonsApi;
  readonly deployments: DeploymentsApi;
  readonly deviceFlow: DeviceFlowApi;
  readonly devices: DevicesApi;
  readonly labels: LabelsApi;
  readonly metrics: MetricsApi;
  readonly metricSubscriptions: MetricSubscriptionsApi;
  readonly onboarding: OnboardingApi;
  readonly tokens: TokensApi;
  readonly topics: TopicsApi;
  readonly uploads: UploadsApi;

  constructor(options: Connection) {
    const { clock, hosts } = options;
    const request = requestOver(options);
    this.account = new AccountApi(request);
    this.commands = new CommandsApi(request, clock);
    this.configVariables = new ConfigVariablesApi(request);
    this.daemons = new DaemonsApi(request);
    this.deployments = new DeploymentsApi(request);
    this.deviceFlow = new DeviceFlowApi(request, clock, hosts, options.signInClientId);
    this.devices = new DevicesApi(request);
    this.labels = new LabelsApi(request);
    this.metrics = new MetricsApi(request, options);
    this.metricSubscriptions = new MetricSubscriptionsApi(request);
    this.onboarding = new OnboardingApi(request, hosts.core);
    this.tokens = new TokensApi(request);
    this.topics = new TopicsApi(request);
    this.uploads = new UploadsApi(request, hosts);
  }
}
