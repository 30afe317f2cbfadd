import { cleanLine } from '../../base/cleanText';
import { type Disposable, DisposableSlot, DisposableStore } from '../../base/disposable';
import { displayName } from '../../domain/deviceName';
import type { Project } from '../../domain/project';
import type { DeviceChanges, DeviceStore } from '../../model/devices/deviceStore';
import type { OpenProject } from '../../model/project/openProject';
import type { ProjectSlot } from '../../model/project/projectSlot';
import type { PageDevice } from '../../protocol/page';

/** The open project, as far as pages need it. */
export type PageProject = Pick<OpenProject, 'configurationOf' | 'tryAgain'> & {
  readonly project: Pick<Project, 'id' | 'name'>;
  readonly devices: Pick<DeviceStore, 'get' | 'onDidChange'>;
};

/** Gives pages the project that is open. */
export type ProjectAccess = Pick<ProjectSlot, 'onDidChange' | 'whyNone'> & {
  readonly current: PageProject | undefined;
};

const whyNoneTexts: Readonly<Record<ProjectSlot['whyNone'], string | undefined>> = {
  simulatorEnded: 'The simulated fleet has ended. Start it again to read this device.',
  starting: undefined, // not known yet whether a project will be open
  signedOut: 'You are signed out. Sign in to read this device.',
  noProject: 'No project is open. Choose the project of this device to read it.',
};

/** For a device that the service or the list no longer has. */
export const goneText =
  'This device is no longer in the project: it was deleted, or moved to another project.';

/**
 * The device of a page, and the store with its data for as long as its project is open and has the
 * device. When the project is opened again, the store is a new one.
 */
export class OpenDevice<Store extends Disposable> implements Disposable {
  private readonly own = new DisposableStore();
  private readonly list = this.own.add(new DisposableSlot());
  private readonly slot = this.own.add(new DisposableSlot<Store>());
  private project: PageProject | undefined;
  private isGone = false;

  /**
   * @param openStore  makes the store of the device, which is disposed with the project
   * @param onChange   called when anything about the device or its project has changed
   */
  constructor(
    private readonly device: PageDevice,
    private readonly access: ProjectAccess,
    private readonly openStore: (project: PageProject) => Store,
    private readonly onChange: () => void,
  ) {
    this.own.add(access.onDidChange(() => this.follow()));
    this.enter();
  }

  /** Absent while the device cannot be read. */
  get store(): Store | undefined {
    return this.slot.value;
  }

  /** The name in the list of devices; absent while there is no list. */
  get listedName(): string | undefined {
    const device = this.project?.devices.get(this.device.id);
    return device && displayName(device);
  }

  /** Why the device cannot be read, in words; absent while it can, or while that is not known yet. */
  get absence(): string | undefined {
    const { current, whyNone } = this.access;
    if (this.project) return this.isGone ? goneText : undefined;
    if (!current) return whyNoneTexts[whyNone];
    const name = cleanLine(current.project.name, 60);
    return `Another project is open: ${name}. Choose the project of this device to read it.`;
  }

  /** Lets a token that the service refused be sent once more. */
  tryAgain(): void {
    this.project?.tryAgain();
  }

  dispose(): void {
    this.own.dispose();
  }

  private follow(): void {
    this.enter();
    this.onChange();
  }

  private enter(): void {
    const { current } = this.access;
    const project = current?.project.id === this.device.projectId ? current : undefined;
    if (project === this.project) return;
    this.project = project;
    this.isGone = false;
    this.list.set(project?.devices.onDidChange((changes) => this.followList(changes)));
    this.reopen();
  }

  private followList({ added, changed, removed }: DeviceChanges): void {
    const { id } = this.device;
    if (![added, changed, removed].some((ids) => ids.includes(id))) return;
    const wasGone = this.isGone;
    this.isGone = removed.includes(id);
    if (this.isGone !== wasGone) this.reopen();
    this.onChange();
  }

  private reopen(): void {
    this.slot.set(this.project && !this.isGone ? this.openStore(this.project) : undefined);
  }
}
