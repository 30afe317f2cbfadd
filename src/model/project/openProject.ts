import { Cancelled } from '../../base/cancelled';
import type { Clock } from '../../base/clock';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { ErrorSink } from '../../base/errorSink';
import type { Project } from '../../domain/project';
import type { Credentials } from '../account/credentials';
import type { ArchitectureStorage } from '../devices/architectures';
import { type ConfigurationApi, ConfigurationStore } from '../configuration/configurationStore';
import { type DevicesApi, DeviceStore } from '../devices/deviceStore';
import { type JobApi, type RunEvent, type RunOptions, runCommand } from '../runs/commandRun';

/** What an open project is about: it lasts as long as both stay the same. */
export interface ProjectScope {
  credentials: Credentials;
  project: Project;
}

/** The part of the API that an open project needs. */
export interface ProjectApi extends ConfigurationApi {
  devices: DevicesApi & ConfigurationApi['devices'];
  commands: JobApi;
}

interface Options {
  api: ProjectApi;
  clock: Clock;
  storage: ArchitectureStorage;
  /** Time between two refreshes of a watched list, in milliseconds. */
  intervalMs: () => number;
  /** Makes letters and digits that nobody can foresee. */
  makeNonce: () => string;
  reportError: ErrorSink;
}

/** Everything that lives as long as one project of one user is open: its stores, and work under way. */
export class OpenProject implements Disposable {
  private readonly own = new DisposableStore();
  private readonly ended = new AbortController();
  readonly devices: DeviceStore;

  constructor(
    readonly scope: ProjectScope,
    private readonly options: Options,
  ) {
    const { credentials } = scope;
    const { api, ...shared } = options;
    const mayPoll = (): boolean => !credentials.isRefused;
    this.devices = this.own.add(new DeviceStore({ ...shared, api: api.devices, mayPoll }));
    this.own.add(credentials.onDidChange(() => this.devices.wake()));
  }

  get project(): Project {
    return this.scope.project;
  }

  /** Lets a token that the service refused be sent once more: the user wants to try again. */
  tryAgain(): void {
    if (this.scope.credentials.isRefused) this.scope.credentials.tryAgain();
  }

  /** Makes a store of one device's labels and config variables; the caller disposes it. */
  configurationOf(deviceId: string): ConfigurationStore {
    return new ConfigurationStore({ ...this.options, deviceId });
  }

  /** Runs a command on a device; see `runCommand`. The waiting ends when the project is closed. */
  run(deviceId: string, options: RunOptions, signal: AbortSignal): AsyncGenerator<RunEvent> {
    const { api, clock, makeNonce } = this.options;
    const either = AbortSignal.any([signal, this.ended.signal]);
    return runCommand({ jobs: api.commands, clock, makeNonce }, deviceId, options, either);
  }

  /** @param why  what the output of running commands says, a few words that follow "because" */
  close(why: string): void {
    this.ended.abort(new Cancelled(why));
    this.dispose();
  }

  dispose(): void {
    this.ended.abort(new Cancelled('the project was closed'));
    this.own.dispose();
  }
}
