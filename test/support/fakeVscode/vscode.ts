/**
 * Stands in for the module `vscode` in unit tests: `esbuild.js` leads their imports here. Holds only what
 * `src` has needed so far. What it shows goes to `fakeEditor()`.
 */
import type * as real from 'vscode';
import { fakeEditor } from './editor';
import { configure, FakeInputBox, FakeQuickPick } from './quickInputs';
import { FakeChannel, FakeMessage, FakePanel, FakeProgress, FakeTreeView } from './surfaces';
import { Disposable } from './values';

export * from './values';

type Severity = FakeMessage['severity'];

/** Lets a missing part of a namespace fail with its name instead of "is not a function". */
function partOf<Namespace extends object>(name: string, parts: object): Namespace {
  return new Proxy(parts, {
    get(target, property) {
      if (property in target) return Reflect.get(target, property) as unknown;
      throw new Error(`The fake vscode has no ${name}.${String(property)} yet.`);
    },
  }) as Namespace;
}

function showMessage(severity: Severity): (text: string, ...rest: unknown[]) => Promise<unknown> {
  return (text, ...rest) => fakeEditor().messages.add(new FakeMessage(severity, text, rest)).answer;
}

function createQuickPick(): FakeQuickPick {
  const pick = new FakeQuickPick(() => fakeEditor().quickPicks.add(pick));
  return pick;
}

async function showQuickPick(
  given: readonly (string | real.QuickPickItem)[] | Thenable<readonly real.QuickPickItem[]>,
  options: real.QuickPickOptions = {},
): Promise<unknown> {
  const pick = createQuickPick();
  const { canPickMany = false } = options;
  configure(pick, options);
  pick.canSelectMany = canPickMany;
  const originals = new Map<real.QuickPickItem, unknown>();
  const answer = new Promise<unknown>((resolve) => {
    pick.onDidAccept(() => {
      const answers = pick.selectedItems.map((item) => originals.get(item));
      if (!canPickMany && answers.length === 0) return;
      resolve(canPickMany ? answers : answers[0]);
      pick.hide();
    });
    pick.onDidHide(() => resolve(undefined));
  });
  pick.busy = true;
  pick.show();
  try {
    for (const item of await given)
      originals.set(typeof item === 'string' ? { label: item } : item, item);
    pick.items = [...originals.keys()];
    pick.selectedItems = pick.items.filter(({ picked }) => canPickMany && picked === true);
    pick.busy = false;
    return await answer;
  } finally {
    pick.dispose();
  }
}

function createInputBox(): FakeInputBox {
  const box = new FakeInputBox(() => fakeEditor().inputBoxes.add(box));
  return box;
}

async function showInputBox(options: real.InputBoxOptions = {}): Promise<string | undefined> {
  const box = createInputBox();
  configure(box, options);
  const validate = async (): Promise<boolean> => {
    box.validationMessage = (await options.validateInput?.(box.value)) ?? undefined;
    return box.validationMessage === undefined;
  };
  try {
    return await new Promise((resolve, reject) => {
      box.onDidChangeValue(() => void validate().catch(reject));
      box.onDidAccept(() => {
        validate().then((isValid) => {
          if (!isValid) return;
          resolve(box.value);
          box.hide();
        }, reject);
      });
      box.onDidHide(() => resolve(undefined));
      box.show();
    });
  } finally {
    box.dispose();
  }
}

async function withProgress<T>(
  { title, location, cancellable = false }: real.ProgressOptions,
  task: (
    progress: real.Progress<{ message?: string; increment?: number }>,
    token: real.CancellationToken,
  ) => Thenable<T>,
): Promise<T> {
  const progress = fakeEditor().progress.add(new FakeProgress(title, location, cancellable));
  try {
    return await task({ report: (value) => void progress.reports.push(value) }, progress.token);
  } finally {
    progress.isRunning = false;
  }
}

export const window = partOf<typeof real.window>('window', {
  showErrorMessage: showMessage('error'),
  showWarningMessage: showMessage('warning'),
  showInformationMessage: showMessage('information'),
  createQuickPick,
  showQuickPick,
  createInputBox,
  showInputBox,
  withProgress,
  setStatusBarMessage(text: string): Disposable {
    fakeEditor().statusTexts.push(text);
    return new Disposable(undefined);
  },
  createOutputChannel: (name: string) => fakeEditor().channels.add(new FakeChannel(name)),
  createTreeView: (id: string, options: real.TreeViewOptions<unknown>) =>
    fakeEditor().treeViews.add(new FakeTreeView(id, options)),
  createWebviewPanel: (
    viewType: string,
    title: string,
    _where: unknown,
    options?: real.WebviewPanelOptions & real.WebviewOptions,
  ) => fakeEditor().panels.add(new FakePanel(viewType, title, options)),
  registerWebviewPanelSerializer(viewType: string, serializer: real.WebviewPanelSerializer) {
    const { serializers } = fakeEditor();
    serializers.set(viewType, serializer);
    return new Disposable(() => serializers.delete(viewType));
  },
});

export const commands = partOf<typeof real.commands>('commands', {
  registerCommand(id: string, handler: (...args: unknown[]) => unknown, thisArg?: unknown) {
    const { commands: registered } = fakeEditor();
    if (registered.has(id)) throw new Error(`command '${id}' already exists`);
    registered.set(id, (...args) => handler.apply(thisArg, args));
    return new Disposable(() => registered.delete(id));
  },
  async executeCommand(id: string, ...args: unknown[]): Promise<unknown> {
    const editor = fakeEditor();
    if (id === 'setContext') return void editor.contextKeys.set(String(args[0]), args[1]);
    editor.commandCalls.push([id, ...args]);
    const handler = editor.commands.get(id);
    // VS Code's own commands, those it makes for each view among them, do nothing here.
    const isOwn = /^rapyuta\./.test(id) && !id.endsWith('.focus');
    if (!handler && isOwn) throw new Error(`command '${id}' not found`);
    return await handler?.(...args);
  },
});

export const workspace = partOf<typeof real.workspace>('workspace', {
  workspaceFolders: undefined,
  getConfiguration(section = '') {
    const { settings, defaults } = fakeEditor();
    const nameOf = (key: string): string => (section === '' ? key : `${section}.${key}`);
    return {
      get(key: string, fallback?: unknown): unknown {
        const name = nameOf(key);
        return settings.has(name) ? settings.get(name) : (defaults.get(name) ?? fallback);
      },
      has: (key: string) => settings.has(nameOf(key)) || defaults.has(nameOf(key)),
      inspect: (key: string) => ({
        key: nameOf(key),
        defaultValue: defaults.get(nameOf(key)),
        globalValue: settings.get(nameOf(key)),
      }),
      update(key: string, value: unknown): Promise<void> {
        if (value === undefined) settings.delete(nameOf(key));
        else settings.set(nameOf(key), value);
        return Promise.resolve();
      },
    };
  },
});

export const env = partOf<typeof real.env>('env', {
  clipboard: {
    readText: () => Promise.resolve(fakeEditor().clipboard),
    writeText(text: string): Promise<void> {
      fakeEditor().clipboard = text;
      return Promise.resolve();
    },
  },
  openExternal(target: real.Uri): Promise<boolean> {
    fakeEditor().opened.push(target.toString());
    return Promise.resolve(true);
  },
});
