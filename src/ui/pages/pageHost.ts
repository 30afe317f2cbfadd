import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import { type PageDevice, parseSavedPage } from '../../protocol/page';
import type { Guard } from '../shared/guard';
import { connectPanel } from './pagePanel';

/** A kind of page about one device. Everything that is not in here is the same for all kinds. */
export interface PageKind<State, Message extends { type: string }> {
  /** Its id for VS Code; package.json needs the activation event `onWebviewPanel:` with it. */
  viewType: string;
  /** Its script is built from `src/webview/<entry>/<entry>.page.ts`. */
  entry: string;
  /** Name of the document, for screen readers. */
  title: string;
  /** Follows the device's name in the title of the tab. */
  tabTitle: string;
  /** Checks a message that is not one of every page; absent for anything the page does not send. */
  parse: (value: unknown) => Message | undefined;
  /** @param update  to be called when `name` or `state` has changed, but not before `open` returns */
  open: (device: PageDevice, update: () => void) => PageSession<State, Message>;
}

/** The extension's side of one page, for as long as its tab is open. */
export interface PageSession<State, Message> extends Disposable {
  /** The device's name, as far as it is known. */
  readonly name: string;
  /** All data of the page. */
  readonly state: State;
  /** Begins what is done only while the page is visible; the result ends it. */
  watch(): Disposable;
  /** Acts on a message of the page. */
  receive(message: Message): unknown;
}

/** What pages need of the extension. */
export interface PageParts {
  extensionUri: vscode.Uri;
  guard: Guard;
  log: Log;
}

/** The open pages of one kind, at most one for each device of each project. */
export class PageHost<State, Message extends { type: string }> implements Disposable {
  private readonly open = new Map<string, { panel: vscode.WebviewPanel; connection: Disposable }>();
  private readonly serializer: Disposable;

  constructor(
    private readonly kind: PageKind<State, Message>,
    private readonly parts: PageParts,
  ) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(kind.viewType, {
      deserializeWebviewPanel: (panel, saved) =>
        parts.guard(`${kind.viewType}: restore`, () => this.restore(panel, saved)),
    });
  }

  /** Opens a device's page, or brings the open one to the front. */
  show(device: PageDevice): void {
    const page = this.open.get(keyOf(device));
    if (page) return page.panel.reveal();
    const { viewType, title } = this.kind;
    const options = { enableFindWidget: true };
    const { Active } = vscode.ViewColumn;
    this.adopt(vscode.window.createWebviewPanel(viewType, title, Active, options), device);
  }

  /** Ends all work for the pages. Their tabs stay: VS Code restores them when it reloads the window. */
  dispose(): void {
    this.serializer.dispose();
    for (const { connection } of this.open.values()) connection.dispose();
    this.open.clear();
  }

  private restore(panel: vscode.WebviewPanel, saved: unknown): void {
    const device = parseSavedPage(saved)?.device;
    if (device && !this.open.has(keyOf(device))) this.adopt(panel, device);
    else panel.dispose();
  }

  private adopt(panel: vscode.WebviewPanel, device: PageDevice): void {
    const key = keyOf(device);
    panel.onDidDispose(() => this.open.delete(key));
    const connection = connectPanel(panel, this.kind, device, this.parts);
    this.open.set(key, { panel, connection });
  }
}

function keyOf({ projectId, id }: PageDevice): string {
  return JSON.stringify([projectId, id]);
}
