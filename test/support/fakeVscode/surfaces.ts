/** What the fake `vscode` shows outside its boxes, and what a user does with it. */
import type * as real from 'vscode';
import { CancellationTokenSource, EventEmitter, Uri, ViewColumn } from './values';

/** A notification or a modal question; its promise is pending until somebody answers. */
export class FakeMessage {
  private resolve: (button: unknown) => void = () => undefined;
  readonly answer = new Promise<unknown>((resolve) => (this.resolve = resolve));
  readonly detail: string | undefined;
  readonly isModal: boolean;
  /** Titles of the buttons. */
  readonly buttons: readonly string[];
  private readonly items: readonly (string | real.MessageItem)[];

  /** @param rest  what the extension gave after the text: options, then buttons */
  constructor(
    readonly severity: 'error' | 'warning' | 'information',
    readonly text: string,
    rest: readonly unknown[],
  ) {
    const [first] = rest;
    const hasOptions = typeof first === 'object' && first !== null && !('title' in first);
    const options = (hasOptions ? first : {}) as real.MessageOptions;
    this.items = (hasOptions ? rest.slice(1) : rest) as (string | real.MessageItem)[];
    this.buttons = this.items.map(titleOf);
    this.detail = options.detail;
    this.isModal = options.modal === true;
  }

  press(button: string): void {
    const item = this.items.find((candidate) => titleOf(candidate) === button);
    if (item === undefined) throw new Error(`There is no button ${button}.`);
    this.resolve(item);
  }

  /** Closes it without a button. */
  close(): void {
    this.resolve(undefined);
  }
}

function titleOf(item: string | real.MessageItem): string {
  return typeof item === 'string' ? item : item.title;
}

export class FakeProgress {
  private readonly source = new CancellationTokenSource();
  readonly token = this.source.token;
  readonly reports: { message?: string; increment?: number }[] = [];
  isRunning = true;

  constructor(
    readonly title: string | undefined,
    readonly location: real.ProgressOptions['location'],
    readonly isCancellable: boolean,
  ) {}

  cancel(): void {
    if (!this.isCancellable) throw new Error('This progress has no button Cancel.');
    this.source.cancel();
  }
}

/** An output channel; a log channel too, whose lines are `[level] text`. */
export class FakeChannel implements Omit<real.LogOutputChannel, 'logLevel'> {
  readonly onDidChangeLogLevel = new EventEmitter<real.LogLevel>().event;
  text = '';
  isShown = false;
  isDisposed = false;

  constructor(readonly name: string) {}

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }

  append(text: string): void {
    this.text += text;
  }

  appendLine(line: string): void {
    this.append(`${line}\n`);
  }

  replace(text: string): void {
    this.text = text;
  }

  clear(): void {
    this.text = '';
  }

  show(): void {
    this.isShown = true;
  }

  hide(): void {
    this.isShown = false;
  }

  dispose(): void {
    this.isDisposed = true;
  }

  readonly trace = this.logger('trace');
  readonly debug = this.logger('debug');
  readonly info = this.logger('info');
  readonly warn = this.logger('warning');
  readonly error = this.logger('error');

  private logger(level: string): (message: string | Error) => void {
    return (message) => this.appendLine(`[${level}] ${String(message)}`);
  }
}

export class FakeTreeView<T = unknown> implements real.TreeView<T> {
  private readonly didChangeVisibility = new EventEmitter<real.TreeViewVisibilityChangeEvent>();
  private readonly didChangeSelection = new EventEmitter<real.TreeViewSelectionChangeEvent<T>>();
  readonly onDidChangeVisibility = this.didChangeVisibility.event;
  readonly onDidChangeSelection = this.didChangeSelection.event;
  readonly onDidExpandElement = new EventEmitter<real.TreeViewExpansionEvent<T>>().event;
  readonly onDidCollapseElement = new EventEmitter<real.TreeViewExpansionEvent<T>>().event;
  readonly onDidChangeCheckboxState = new EventEmitter<real.TreeCheckboxChangeEvent<T>>().event;
  title?: string;
  message?: string;
  description?: string;
  badge?: real.ViewBadge | undefined;
  visible = false;
  selection: readonly T[] = [];
  readonly revealed: T[] = [];
  isDisposed = false;

  constructor(
    readonly id: string,
    readonly options: real.TreeViewOptions<T>,
  ) {}

  reveal(element: T): Promise<void> {
    this.revealed.push(element);
    return Promise.resolve();
  }

  dispose(): void {
    this.isDisposed = true;
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    this.didChangeVisibility.fire({ visible });
  }

  select(...elements: T[]): void {
    this.selection = elements;
    this.didChangeSelection.fire({ selection: elements });
  }

  /** Paints the whole tree, all unfolded: `label description`, two spaces deeper at each level. */
  async lines(element?: T, indent = ''): Promise<string[]> {
    const { treeDataProvider } = this.options;
    const lines: string[] = [];
    for (const child of (await treeDataProvider.getChildren(element)) ?? []) {
      const { label, description } = await treeDataProvider.getTreeItem(child);
      const text = typeof label === 'string' ? label : (label?.label ?? '');
      const more = typeof description === 'string' ? ` ${description}` : '';
      lines.push(`${indent}${text}${more}`, ...(await this.lines(child, `${indent}  `)));
    }
    return lines;
  }
}

export class FakeWebview implements real.Webview {
  private readonly didReceiveMessage = new EventEmitter<unknown>();
  readonly onDidReceiveMessage = this.didReceiveMessage.event;
  readonly cspSource = 'https://webview.test';
  /** What the extension has sent, oldest first. */
  readonly posted: unknown[] = [];
  html = '';

  constructor(
    public options: real.WebviewOptions,
    private readonly isVisible: () => boolean,
  ) {}

  asWebviewUri(uri: Uri): Uri {
    return Uri.from({ scheme: 'https', authority: 'webview.test', path: uri.path });
  }

  /** A hidden page gets nothing: it is unloaded. */
  postMessage(message: unknown): Promise<boolean> {
    if (this.isVisible()) this.posted.push(message);
    return Promise.resolve(this.isVisible());
  }

  /** Sends a message as the page does. */
  receive(message: unknown): void {
    this.didReceiveMessage.fire(message);
  }
}

/** After its disposal, using it throws as in VS Code. */
export class FakePanel implements real.WebviewPanel {
  private readonly didDispose = new EventEmitter<void>();
  private readonly didChangeViewState =
    new EventEmitter<real.WebviewPanelOnDidChangeViewStateEvent>();
  readonly onDidDispose = this.didDispose.event;
  readonly onDidChangeViewState = this.didChangeViewState.event;
  /** The page's side; stays usable after disposal, unlike `webview`. */
  readonly page: FakeWebview;
  isDisposed = false;
  reveals = 0;
  private state = { visible: true, active: true };

  constructor(
    readonly viewType: string,
    private currentTitle: string,
    readonly options: real.WebviewPanelOptions & real.WebviewOptions = {},
  ) {
    this.page = new FakeWebview(options, () => this.state.visible && !this.isDisposed);
  }

  get webview(): FakeWebview {
    this.mustLive();
    return this.page;
  }

  get title(): string {
    this.mustLive();
    return this.currentTitle;
  }

  set title(title: string) {
    this.mustLive();
    this.currentTitle = title;
  }

  get viewColumn(): real.ViewColumn {
    this.mustLive();
    return ViewColumn.One;
  }

  get visible(): boolean {
    this.mustLive();
    return this.state.visible;
  }

  get active(): boolean {
    this.mustLive();
    return this.state.active;
  }

  reveal(): void {
    this.mustLive();
    this.reveals += 1;
    this.setVisible(true);
  }

  /** Also what a user does who closes the tab. */
  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.didDispose.fire();
  }

  /** Brings another tab in front of it, or it to the front. */
  setVisible(visible: boolean): void {
    if (visible === this.state.visible) return;
    this.state = { visible, active: visible };
    this.didChangeViewState.fire({ webviewPanel: this });
  }

  /** Moves the focus into the tab, or out of it; it stays visible. */
  setActive(active: boolean): void {
    this.state = { ...this.state, active };
    this.didChangeViewState.fire({ webviewPanel: this });
  }

  private mustLive(): void {
    if (this.isDisposed) throw new Error('Webview is disposed');
  }
}
