import { AccountApi } from './account';
import { CommandsApi } from './commands';
import { DevicesApi } from './devicesApi';
import { LabelsApi } from './labels';
import { type Connection, requestOver } from './request';

/** What a client needs; see `Connection`. */
export type ApiClientOptions = Connection;

/** Everything one session can ask about one project. Holds no state: a change of either makes a new one. */
export class ApiClient {
  readonly account: AccountApi;
  readonly devices: DevicesApi;
  readonly labels: LabelsApi;
  readonly commands: CommandsApi;

  constructor(options: ApiClientOptions) {
    const request = requestOver(options);
    this.account = new AccountApi(request);
    this.devices = new DevicesApi(request);
    this.labels = new LabelsApi(request);
    this.commands = new CommandsApi(request, options.clock);
  }
}
