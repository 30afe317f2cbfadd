import { systemClock } from '../../src/base/clock';
import { Emitter } from '../../src/base/event';
import type { Device } from '../../src/domain/device';
import {
  type ConfigurationApi,
  ConfigurationStore,
} from '../../src/model/configuration/configurationStore';
import type { DeviceChanges } from '../../src/model/devices/deviceStore';
import type { PageProject, ProjectAccess } from '../../src/ui/pages/openDevice';
import { makeDevice } from './devices';
import { failOnError } from './failOnError';

/** A call that reads a device; the test answers it. */
export interface DeviceCall {
  resolve: (device: Device) => void;
  reject: (error: unknown) => void;
  signal: AbortSignal | undefined;
}

const noWrites = (): never => {
  throw new Error('Nothing is written.');
};

/** A project with one device, `0b6c`, whose list and calls are in the test's hands. */
export class FakePageProject implements PageProject {
  private readonly changesEmitter = new Emitter<DeviceChanges>(failOnError);
  readonly calls: DeviceCall[] = [];
  listed: Device | undefined = makeDevice({ id: '0b6c', name: 'amr-017' });
  readonly devices = {
    get: (id: string) => (id === this.listed?.id ? this.listed : undefined),
    onDidChange: this.changesEmitter.event,
  };

  constructor(
    id = 'project-a',
    readonly project = { id, name: id },
  ) {}

  /** Number of calls of `tryAgain`. */
  retries = 0;

  tryAgain(): void {
    this.retries += 1;
  }

  configurationOf(deviceId: string): ConfigurationStore {
    const none = { add: noWrites, update: noWrites, delete: noWrites };
    const get = (_id: string, signal?: AbortSignal): Promise<Device> =>
      new Promise((resolve, reject) => this.calls.push({ resolve, reject, signal }));
    const api: ConfigurationApi = { devices: { get }, labels: none, configVariables: none };
    return new ConfigurationStore({
      api,
      clock: { ...systemClock, now: () => 1000 },
      deviceId,
      reportError: failOnError,
    });
  }

  /** Says what a new list has brought. */
  changed(changes: Partial<DeviceChanges>): void {
    this.changesEmitter.fire({ added: [], changed: [], removed: [], ...changes });
  }
}

/** The place where pages find the open project. */
export class FakeProjectAccess implements ProjectAccess {
  private readonly didChangeEmitter = new Emitter<void>(failOnError);
  readonly onDidChange = this.didChangeEmitter.event;
  whyNone: ProjectAccess['whyNone'] = 'starting';

  constructor(public current: FakePageProject | undefined) {}

  open(current: FakePageProject): void {
    this.current = current;
    this.didChangeEmitter.fire();
  }

  close(whyNone: ProjectAccess['whyNone']): void {
    this.current = undefined;
    this.whyNone = whyNone;
    this.didChangeEmitter.fire();
  }
}
