// A page and not a native view: two tables side by side with a search over both, later edited in place.
import { ApiError } from '../../../api/core/errors';
import { assertNever } from '../../../base/assertNever';
import { type Disposable, toDisposable } from '../../../base/disposable';
import type { Log } from '../../../base/log';
import type { ConfigurationStore } from '../../../model/configuration/configurationStore';
import {
  type ConfigurationState,
  type ConfigurationTables,
  type FromPage,
  parseFromPage,
} from '../../../protocol/configuration';
import type { PageDevice } from '../../../protocol/page';
import { describeError, errorText } from '../../shared/errorText';
import { goneText, OpenDevice, type PageProject, type ProjectAccess } from '../openDevice';
import type { PageKind, PageSession } from '../pageHost';
import { configurationTables } from './configurationTables';

/** The pages "Labels and configuration". */
export function configurationPages(
  access: ProjectAccess,
  log: Log,
): PageKind<ConfigurationState, FromPage> {
  return {
    viewType: 'rapyuta.configuration',
    entry: 'configuration',
    title: 'Labels and configuration',
    tabTitle: 'Configuration',
    parse: parseFromPage,
    open: (device, update) => new ConfigurationSession(device, access, log, update),
  };
}

/** What the page of one device shows: it is read each time the page is shown, and when asked to. */
class ConfigurationSession implements PageSession<ConfigurationState, FromPage> {
  private readonly open: OpenDevice<ConfigurationStore>;
  /** What was read last, also before the project was closed and opened again. */
  private tables: ConfigurationTables | undefined;
  private isWatched = false;
  name: string;

  constructor(
    private readonly device: PageDevice,
    access: ProjectAccess,
    private readonly log: Log,
    private readonly update: () => void,
  ) {
    const openStore = (project: PageProject): ConfigurationStore => this.openStore(project);
    this.open = new OpenDevice(device, access, openStore, () => this.follow());
    this.name = this.open.listedName ?? device.name;
  }

  get state(): ConfigurationState {
    const { tables } = this;
    const { absence, store } = this.open;
    const state = store?.configuration.isRefreshing ? undefined : store?.configuration.state;
    if (absence) return { kind: 'absent', message: absence, tables };
    if (state?.kind === 'ready' && tables) return { kind: 'ready', tables };
    if (state?.kind !== 'failed') return { kind: 'loading', tables };
    const isGone = state.error instanceof ApiError && state.error.kind === 'notFound';
    if (isGone) return { kind: 'absent', message: goneText, tables };
    return { kind: 'failed', message: errorText(state.error), tables };
  }

  watch(): Disposable {
    this.isWatched = true;
    this.read();
    return toDisposable(() => (this.isWatched = false));
  }

  receive({ type }: FromPage): void {
    switch (type) {
      case 'refresh':
        this.open.tryAgain();
        return this.read();
      default:
        assertNever(type);
    }
  }

  dispose(): void {
    this.open.dispose();
  }

  private openStore(project: PageProject): ConfigurationStore {
    const store = project.configurationOf(this.device.id);
    store.configuration.onDidChange((state) => {
      if (state.kind === 'ready') this.tables = configurationTables(state.value, state.at);
      if (state.kind === 'failed')
        this.log.warn(`A page was not refreshed. ${describeError(state.error)}`);
      this.show();
    });
    return store;
  }

  /** Reads what has not been read yet: the store may be a new one, or the token a fresh one. */
  private follow(): void {
    const { store } = this.open;
    if (this.isWatched && store?.configuration.state.kind !== 'ready') this.read();
    else this.show();
  }

  private read(): void {
    void this.open.store?.configuration.refresh(); // never rejects
    this.show();
  }

  private show(): void {
    const { listedName, store } = this.open;
    this.name = listedName ?? store?.configuration.value?.name ?? this.name;
    this.update();
  }
}
