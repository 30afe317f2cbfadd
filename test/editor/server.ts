import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Leashed, type LeashOptions, runLeashed, startLeashed } from '../support/leash';
import type { InstalledEditor } from './install';

/** What a started VS Code is like. */
export interface EditorOptions {
  /** Packed extensions to install, as a user would: paths of .vsix files. */
  extensions?: readonly string[];
  /** User settings on top of `quietSettings`. */
  settings?: Record<string, unknown>;
  /** Environment of the extension host, added to this process's own. */
  env?: Record<string, string>;
  /** Secret that the URL must carry. Absent: whoever finds the port may enter. */
  token?: string;
  /** Lets a page run tests in the extension host. */
  hasTestDriver?: boolean;
}

/** A VS Code of its own: fresh folders, a free port on 127.0.0.1, one small workspace. */
export interface Editor {
  /** Opens the workspace in a browser; `parameters` are added to its query. */
  url(parameters?: Record<string, string>): string;
  /** Absolute path of the folder it shows. */
  readonly workspace: string;
  /** Resolves when VS Code has ended, by itself or by `stop`. */
  readonly exited: Promise<unknown>;
  /** Copies VS Code's logs, those of the extensions included, into a folder. */
  saveLogs(folder: string): Promise<void>;
  /** Ends it with all its processes and removes its folders. */
  stop(): Promise<void>;
}

/** Settings that keep VS Code from the network and from talking about itself. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

const startLimitMs = 60_000;

/** Starts a VS Code; resolves when it answers. @throws with its output if it ends before that */
export async function startEditor(
  installed: InstalledEditor,
  options: EditorOptions = {},
): Promise<Editor> {
  const home = await mkdtemp(path.join(tmpdir(), 'device-explorer-'));
  const data = path.join(home, 'data');
  const logs = path.join(data, 'data/logs');
  const settingsFile = path.join(data, 'data/User/settings.json');
  const workspace = path.join(home, 'warehouse-robots');

  await mkdir(path.dirname(settingsFile), { recursive: true });
  await mkdir(logs);
  await cp('test/editor/workspace', workspace, { recursive: true });
  await writeFile(settingsFile, JSON.stringify({ ...quietSettings, ...options.settings }));

  const folders = ['--server-data-dir', data, '--extensions-dir', path.join(home, 'extensions')];
  const program = [installed.node, installed.serverMain, '--accept-server-license-terms'];
  for (const file of options.extensions ?? [])
    await runLeashed([...program, ...folders, '--install-extension', path.resolve(file)], {
      scratch: home,
    });

  const access =
    options.token === undefined
      ? ['--without-connection-token']
      : ['--connection-token', options.token];
  const server = await listen(
    [
      ...program,
      ...folders,
      ...access,
      ...['--host', '127.0.0.1', '--port', '0'],
      ...['--telemetry-level', 'off', '--disable-workspace-trust'],
      ...(options.hasTestDriver === true ? ['--enable-smoke-test-driver'] : []),
    ],
    {
      scratch: home,
      env: {
        EXTENSIONS_GALLERY: '{}', // no marketplace: it would be asked at every start
        XDG_RUNTIME_DIR: home, // for its sockets, which would stay behind elsewhere
        ...options.env,
      },
    },
  );
  return {
    url(parameters = {}) {
      const token = options.token === undefined ? {} : { tkn: options.token };
      const query = new URLSearchParams({ ...token, folder: workspace, ...parameters });
      return `http://127.0.0.1:${server.port}/?${query.toString()}`;
    },
    workspace,
    exited: server.exited,
    async saveLogs(folder) {
      await cp(logs, folder, { recursive: true });
      await writeFile(path.join(folder, 'server.log'), server.printed());
    },
    async stop() {
      await server.stop();
      await rm(home, { recursive: true, force: true, maxRetries: 3 }); // left if it had ended by itself
    },
  };
}

interface Listening extends Leashed {
  port: number;
  /** What it has printed so far. */
  printed(): string;
}

/** Starts a server that says on which port it listens; resolves then. */
async function listen(command: readonly string[], options: LeashOptions): Promise<Listening> {
  let text = '';
  let onText = (): void => undefined;
  const server = startLeashed(command, {
    ...options,
    output: (chunk) => {
      text += chunk;
      onText();
    },
  });
  const port = await new Promise<number | undefined>((resolve) => {
    onText = () => {
      const match = /Extension host agent listening on (\d+)/.exec(text);
      if (match !== null) resolve(Number(match[1]));
    };
    const giveUp = (): void => {
      resolve(undefined);
    };
    AbortSignal.timeout(startLimitMs).addEventListener('abort', giveUp);
    void server.exited.finally(giveUp);
  });
  if (port === undefined) {
    await server.stop();
    throw new Error(`VS Code did not start. It said:\n${text}`);
  }
  return { ...server, port, printed: () => text };
}
