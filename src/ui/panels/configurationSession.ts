import { ApiError } from '../../api/errors';
import { Cancelled } from '../../base/cancelled';
import type { Clock } from '../../base/clock';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { DeviceChanges, DeviceStore } from '../../model/deviceStore';
import type { ConfigurationView } from '../../protocol/configuration';
import { UserError } from '../../base/userError';
import { errorText } from '../errorText';
import type { Guard } from '../guard';
import { configurationTables } from './configurationTables';

/** The part of the store that the page needs. */
export type DeviceReader = Pick<
  DeviceStore,
  'get' | 'loadDetails' | 'onDidChange' | 'onDidChangeState'
>;

/** What the page of one device has to show, for as long as the page is open. */
export class ConfigurationSession implements Disposable {
  private readonly own = new DisposableStore();
  private readonly didChangeEmitter = this.own.add(new Emitter<ConfigurationView>());
  private current: ConfigurationView;
  private reading: AbortController | undefined;

  constructor(
    private readonly deviceId: string,
    private readonly devices: DeviceReader,
    private readonly clock: Clock,
    private readonly guard: Guard,
  ) {
    const name = devices.get(deviceId)?.name ?? deviceId;
    this.current = { kind: 'loading', device: { id: deviceId, name } };
    this.own.add(devices.onDidChange((changes) => this.follow(changes)));
    this.own.add(
      devices.onDidChangeState(({ kind }) => {
        if (kind === 'loading') this.startOver(); // another project, or the first after a reload
      }),
    );
  }

  readonly onDidChange = this.didChangeEmitter.event;

  get view(): ConfigurationView {
    return this.current;
  }

  /**
   * Reads the device again, unless that is under way. A failed call does not reject: `view` tells it.
   *
   * @throws what is not a failed call; `view` tells that one as well
   */
  async reload(): Promise<void> {
    if (this.reading) return;
    const reading = new AbortController();
    this.reading = reading;
    const { device, tables } = this.current;
    this.show({ kind: 'loading', device, tables });
    try {
      const answer = await this.devices.loadDetails(this.deviceId, reading.signal);
      if (this.reading !== reading) return; // the device went, or the page was closed
      this.show({
        kind: 'ready',
        device: { id: this.deviceId, name: answer.name },
        tables: configurationTables(answer, this.clock.now()),
      });
    } catch (error) {
      if (this.reading !== reading) return;
      this.show(this.withoutAnswer(error));
      if (!isFailedCall(error)) throw error;
    } finally {
      if (this.reading === reading) this.reading = undefined;
    }
  }

  dispose(): void {
    this.stopReading();
    this.own.dispose();
  }

  private withoutAnswer(error: unknown): ConfigurationView {
    const { device, tables } = this.current;
    if (error instanceof ApiError && error.kind === 'notFound') {
      return { kind: 'gone', device, tables };
    }
    const message =
      error instanceof Cancelled ? 'Sign in and choose a project first.' : errorText(error);
    return { kind: 'failed', device, tables, message };
  }

  private follow({ added, changed, removed }: DeviceChanges): void {
    const { device, tables, kind } = this.current;
    if (removed.includes(this.deviceId)) {
      this.stopReading();
      this.show({ kind: 'gone', device, tables });
    } else if (added.includes(this.deviceId)) {
      if (kind === 'gone' || kind === 'failed') this.startOver();
    } else if (changed.includes(this.deviceId)) {
      const name = this.devices.get(this.deviceId)?.name ?? device.name;
      if (name !== device.name) this.show({ ...this.current, device: { id: device.id, name } });
    }
  }

  private startOver(): void {
    this.stopReading();
    void this.guard('configuration page: reload', () => this.reload());
  }

  private stopReading(): void {
    this.reading?.abort(new Cancelled());
    this.reading = undefined;
  }

  private show(view: ConfigurationView): void {
    this.current = view;
    this.didChangeEmitter.fire(view);
  }
}

/** `Cancelled` is the store's answer when there is no project to ask. */
function isFailedCall(error: unknown): boolean {
  return error instanceof ApiError || error instanceof UserError || error instanceof Cancelled;
}
