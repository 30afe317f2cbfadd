// A page and not a native view: two tables side by side with a search over both, later edited in place.
import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever';
import { cleanLine } from '../../base/cleanText';
import { systemClock } from '../../base/clock';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { Log } from '../../base/log';
import {
  type FromPage,
  parseFromPage,
  parseSavedConfiguration,
  type ToPage,
} from '../../protocol/configuration';
import type { Guard } from '../guard';
import { ConfigurationSession, type DeviceReader } from './configurationSession';
import { loadPage } from './loadPage';

const viewType = 'rapyuta.configuration';

/** The pages "Labels and configuration", at most one for each device. */
export class ConfigurationPanels implements Disposable {
  private readonly open = new Map<string, { panel: vscode.WebviewPanel; own: Disposable }>();

  constructor(
    private readonly devices: DeviceReader,
    private readonly extensionUri: vscode.Uri,
    private readonly guard: Guard,
    private readonly log: Log,
  ) {}

  /** Lets the editor bring the pages back after a window reload. */
  register(): Disposable {
    return vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (panel, state) =>
        this.guard('restore configuration page', () => this.restore(panel, state)),
    });
  }

  /** Opens a device's page, or brings the open one to the front. */
  show(deviceId: string): void {
    const existing = this.open.get(deviceId);
    if (existing) return existing.panel.reveal();
    const options = { enableFindWidget: true };
    this.adopt(
      vscode.window.createWebviewPanel(
        viewType,
        'Configuration',
        vscode.ViewColumn.Active,
        options,
      ),
      deviceId,
    );
  }

  /** Ends all work for the pages. They stay open: the editor restores them when it reloads the window. */
  dispose(): void {
    for (const { own } of this.open.values()) own.dispose();
    this.open.clear();
  }

  private restore(panel: vscode.WebviewPanel, state: unknown): void {
    const saved = parseSavedConfiguration(state);
    if (saved && !this.open.has(saved.deviceId)) this.adopt(panel, saved.deviceId);
    else panel.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, deviceId: string): void {
    const own = new DisposableStore();
    const session = own.add(
      new ConfigurationSession(deviceId, this.devices, systemClock, this.guard),
    );
    // A hidden page is unloaded; shown again, it says `ready` again.
    let isReady = false;

    const post = (message: ToPage): void => {
      const send = (): Thenable<boolean> => panel.webview.postMessage(message);
      if (isReady) void this.guard(`configuration page: send ${message.type}`, send);
    };
    const showState = (): void => {
      panel.title = `${cleanLine(session.view.device.name, 60)}: Configuration`;
      post({ type: 'state', view: session.view });
    };
    const receive = async (message: FromPage): Promise<void> => {
      switch (message.type) {
        case 'ready':
          isReady = true;
          showState();
          return session.reload();
        case 'refresh':
          return session.reload();
        case 'copy':
          await vscode.env.clipboard.writeText(message.text);
          return post({ type: 'copied', what: message.what });
        default:
          assertNever(message);
      }
    };

    own.add(session.onDidChange(showState));
    own.add(
      panel.webview.onDidReceiveMessage((value: unknown) => {
        const message = parseFromPage(value);
        if (message) void this.guard(`configuration page: ${message.type}`, () => receive(message));
        else this.log.warn('Dropped a message that the configuration page does not send.');
      }),
    );
    own.add(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) isReady = false;
      }),
    );
    own.add(
      panel.onDidDispose(() => {
        this.open.delete(deviceId);
        own.dispose();
      }),
    );
    this.open.set(deviceId, { panel, own });
    showState();
    loadPage(panel.webview, this.extensionUri, 'configuration', 'Labels and configuration');
  }
}
