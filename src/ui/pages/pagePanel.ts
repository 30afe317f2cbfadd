import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever';
import { Cancelled } from '../../base/cancelled';
import { cleanLine } from '../../base/cleanText';
import {
  type Disposable,
  DisposableSlot,
  DisposableStore,
  toDisposable,
} from '../../base/disposable';
import {
  type HostMessage,
  type PageDevice,
  type PageMessage,
  parsePageMessage,
} from '../../protocol/page';
import { describeError } from '../shared/errorText';
import type { PageKind, PageParts } from './pageHost';
import { pageHtml } from './pageHtml';

/**
 * Connects a session to the page in a tab, for as long as the tab is open. Disposed earlier, it ends the
 * session and leaves the tab as it is.
 */
export function connectPanel<State, Message extends { type: string }>(
  panel: vscode.WebviewPanel,
  kind: PageKind<State, Message>,
  device: PageDevice,
  { extensionUri, guard, log }: PageParts,
): Disposable {
  const own = new DisposableStore();
  const watching = own.add(new DisposableSlot());
  // A hidden page is unloaded; shown again, it says `ready` again.
  let isReady = false;
  let isClosed = false;
  own.add(toDisposable(() => (isClosed = true)));

  /** Runs in the guard. An error that comes after the page was closed is logged, but not shown. */
  const run = (what: string, work: () => unknown): void => {
    const name = `${kind.viewType}: ${what}`;
    void guard(name, async () => {
      try {
        await work();
      } catch (error) {
        if (!isClosed || error instanceof Cancelled) throw error;
        log.error(`${name}, after the page was closed: ${describeError(error)}`);
      }
    });
  };
  const post = (message: HostMessage<State>): void => {
    if (!isReady || isClosed) return;
    run(`send ${message.type}`, () => panel.webview.postMessage(message));
  };
  const update = (): void => {
    if (isClosed) return;
    const name = cleanLine(session.name);
    panel.title = `${cleanLine(name, 60)}: ${kind.tabTitle}`;
    post({ type: 'state', device: { ...device, name }, state: session.state });
  };
  const session = own.add(kind.open(device, update));

  const obey = async (message: PageMessage): Promise<void> => {
    switch (message.type) {
      case 'ready':
        isReady = true;
        update();
        return watching.set(session.watch());
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        return post({ type: 'copied', what: message.what });
      default:
        assertNever(message);
    }
  };
  own.add(
    panel.webview.onDidReceiveMessage((value: unknown) => {
      const common = parsePageMessage(value);
      const message = common ?? kind.parse(value);
      if (common) run(common.type, () => obey(common));
      else if (message) run(message.type, () => session.receive(message as Message));
      else log.warn(`${kind.viewType}: dropped a message that the page does not send.`);
    }),
  );
  own.add(
    panel.onDidChangeViewState(() => {
      if (panel.visible) return;
      isReady = false;
      watching.set(undefined);
    }),
  );
  own.add(panel.onDidDispose(() => own.dispose()));

  update();
  const file = (...path: string[]): vscode.Uri => vscode.Uri.joinPath(extensionUri, ...path);
  const scripts = ['dist', 'webview'];
  const { webview } = panel;
  panel.iconPath = { light: file('media', 'page.light.svg'), dark: file('media', 'page.dark.svg') };
  webview.options = {
    enableScripts: true,
    localResourceRoots: [file(...scripts), file('media')],
  };
  webview.html = pageHtml({
    title: kind.title,
    cspSource: webview.cspSource,
    scriptUri: webview.asWebviewUri(file(...scripts, `${kind.entry}.page.js`)).toString(),
    styleUri: webview.asWebviewUri(file('media', 'page.css')).toString(),
  });
  return own;
}
