/**
 * The values of the fake `vscode`: classes and enumerations that do as the real ones do.
 * `test/host/fakeVscode.test.ts` compares them with the real ones.
 */
import path from 'node:path';
import type * as real from 'vscode';

export class Disposable implements real.Disposable {
  constructor(private callOnDispose: (() => unknown) | undefined) {}

  static from(...members: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => members.forEach((member) => member.dispose()));
  }

  dispose(): void {
    const call = this.callOnDispose;
    this.callOnDispose = undefined;
    call?.();
  }
}

/** An error in a listener fails the test that runs; VS Code only logs it. */
export class EventEmitter<T> implements real.EventEmitter<T> {
  private readonly listeners = new Set<(value: T) => unknown>();

  readonly event: real.Event<T> = (listener, thisArg?: unknown, disposables?) => {
    const own = (value: T): unknown => listener.call(thisArg, value) as unknown;
    this.listeners.add(own);
    const subscription = new Disposable(() => this.listeners.delete(own));
    disposables?.push(subscription);
    return subscription;
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}

export class CancellationTokenSource implements real.CancellationTokenSource {
  private readonly emitter = new EventEmitter<unknown>();
  private isCancelled = false;
  readonly token: real.CancellationToken;

  constructor() {
    const isCancelled = (): boolean => this.isCancelled;
    const { event } = this.emitter;
    this.token = {
      get isCancellationRequested() {
        return isCancelled();
      },
      onCancellationRequested(listener, thisArg?: unknown, disposables?) {
        const subscription = event(listener, thisArg, disposables);
        if (isCancelled()) setImmediate(() => void listener.call(thisArg, undefined));
        return subscription;
      },
    };
  }

  cancel(): void {
    if (this.isCancelled) return;
    this.isCancelled = true;
    this.emitter.fire(undefined);
    this.emitter.dispose();
  }

  dispose(): void {
    this.emitter.dispose();
  }
}

export class CancellationError extends Error implements real.CancellationError {
  constructor() {
    super('Canceled');
    this.name = this.message;
  }
}

export class ThemeColor implements real.ThemeColor {
  constructor(readonly id: string) {}
}

export class ThemeIcon implements real.ThemeIcon {
  static readonly File = new ThemeIcon('file');
  static readonly Folder = new ThemeIcon('folder');

  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}

/** Escapes as VS Code 1.139 does; 1.100 also puts a backslash before a `-` inside a line. */
export class MarkdownString implements real.MarkdownString {
  isTrusted?: boolean | { readonly enabledCommands: readonly string[] };
  supportHtml?: boolean = false;
  baseUri?: Uri;

  constructor(
    public value = '',
    public supportThemeIcons = false,
  ) {}

  appendText(text: string): this {
    const icon = /(\\)?\$\([a-z0-9-]+(?:~[a-z]+)?\)/gi;
    const plain = this.supportThemeIcons
      ? text.replace(icon, (match, escaped) => (escaped ? match : `\\${match}`))
      : text;
    return this.appendMarkdown(
      plain
        .replace(/[\\`*_{}[\]()#+!~]/g, '\\$&')
        .replace(/^([ \t]*)-/gm, '$1\\-')
        .replace(/[ \t]+/g, (blanks) => '&nbsp;'.repeat(blanks.length))
        .replace(/>/g, '\\>')
        .replace(/\n/g, '\n\n'),
    );
  }

  appendMarkdown(markdown: string): this {
    this.value += markdown;
    return this;
  }

  appendCodeblock(code: string, language = ''): this {
    return this.appendMarkdown(`\n\`\`\`${language}\n${code}\n\`\`\`\n`);
  }
}

interface UriParts {
  scheme: string;
  authority: string;
  path: string;
  query: string;
  fragment: string;
}

export class Uri implements real.Uri {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;

  private constructor({ scheme, authority, path, query, fragment }: UriParts) {
    this.scheme = scheme;
    this.authority = authority;
    this.path = path;
    this.query = query;
    this.fragment = fragment;
  }

  static from(parts: { scheme: string } & Partial<UriParts>): Uri {
    return new Uri({ authority: '', path: '', query: '', fragment: '', ...parts });
  }

  static file(fsPath: string): Uri {
    return Uri.from({ scheme: 'file', path: fsPath.startsWith('/') ? fsPath : `/${fsPath}` });
  }

  static parse(text: string): Uri {
    const match = /^([^:/?#]+):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(text);
    if (!match) throw new Error(`[UriError]: Scheme is missing: ${text}`);
    const [scheme = '', ...rest] = match.slice(1);
    const [authority, path, query, fragment] = rest.map((part) => decodeURIComponent(part ?? ''));
    // Web addresses have a path, if only `/`.
    const root = path === '' && /^(https?|file)$/.test(scheme) ? '/' : path;
    return new Uri({
      scheme,
      authority: authority ?? '',
      path: root ?? '',
      query: query ?? '',
      fragment: fragment ?? '',
    });
  }

  static joinPath(base: Uri, ...segments: string[]): Uri {
    return base.with({ path: path.posix.join(base.path, ...segments) });
  }

  get fsPath(): string {
    return this.path;
  }

  with(change: Partial<UriParts>): Uri {
    return new Uri({ ...this, ...change });
  }

  toString(skipEncoding = false): string {
    const encode = (text: string): string =>
      skipEncoding ? text : encodeURIComponent(text).replaceAll('%2F', '/');
    const { scheme, authority, query, fragment } = this;
    // The port keeps its colon.
    const host = authority.split(':').map(encode).join(':').toLowerCase();
    return [
      `${scheme}:`,
      authority !== '' || scheme === 'file' ? `//${host}` : '',
      encode(this.path),
      query === '' ? '' : `?${encode(query)}`,
      fragment === '' ? '' : `#${encode(fragment)}`,
    ].join('');
  }

  toJSON(): object {
    return { $mid: 1, ...this };
  }
}

/** Gives some members of an enumeration the type of all of them. */
function enumeration<Real>(members: Partial<Real>): Real {
  return members as Real;
}

export const TreeItemCollapsibleState = enumeration<typeof real.TreeItemCollapsibleState>({
  None: 0,
  Collapsed: 1,
  Expanded: 2,
});
export const ProgressLocation = enumeration<typeof real.ProgressLocation>({
  SourceControl: 1,
  Window: 10,
  Notification: 15,
});
export const QuickPickItemKind = enumeration<typeof real.QuickPickItemKind>({
  Separator: -1,
  Default: 0,
});
export const ViewColumn = enumeration<typeof real.ViewColumn>({
  Beside: -2,
  Active: -1,
  One: 1,
  Two: 2,
  Three: 3,
});

export class TreeItem implements real.TreeItem {
  label?: string | real.TreeItemLabel;
  id?: string;
  iconPath?: string | real.IconPath;
  description?: string | boolean;
  resourceUri?: Uri;
  tooltip?: string | MarkdownString | undefined;
  command?: real.Command;
  contextValue?: string;
  accessibilityInformation?: real.AccessibilityInformation;

  constructor(
    subject: string | real.TreeItemLabel | Uri,
    public collapsibleState: real.TreeItemCollapsibleState = TreeItemCollapsibleState.None,
  ) {
    if (subject instanceof Uri) this.resourceUri = subject;
    else this.label = subject;
  }
}
