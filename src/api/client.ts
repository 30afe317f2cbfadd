import { AccountApi } from './account';
import { CommandsApi } from './commands';
import { ConfigVariablesApi } from './configVariables';
import { DaemonsApi } from './daemons';
import { DeploymentsApi } from './deployments';
import { DeviceFlowApi } from './deviceFlow';
import { DevicesApi } from './devicesApi';
import { LabelsApi } from './labels';
import { MetricsApi } from './metrics';
import { MetricSubscriptionsApi } from './metricSubscriptions';
import { OnboardingApi } from './onboarding';
import { type Connection, requestOver } from './request';
import { TokensApi } from './tokens';
import { TopicsApi } from './topics';
import { UploadsApi } from './uploads';

/** What a client needs; see `Connection`. */
export type ApiClientOptions = Connection;

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

  constructor(options: ApiClientOptions) {
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
