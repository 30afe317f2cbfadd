import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type SimulatorAnnouncement,
  simulatorVariable,
} from '../../src/base/simulatorAnnouncement';
import { type Leashed, type LeashOptions, startLeashed } from '../support/leash';
import type { InstalledEditor } from './install';

/** What a started VS Code is like. */
export interface EditorOptions {
  /** Packed extensions to install, as a user would: paths of .vsix files. */
  extensions?: readonly string[];
  /** User settings on top of `quietSettings`. */
  settings?: Record<string, unknown>;
  /** Environment of the extension hosts, added to this process's own. */
  env?: Record<string, string>;
  /** Lets a page run tests in the extension host. */
  hasTestDriver?: boolean;
}

/**
 * A VS Code of its own: fresh folders, a free port on 127.0.0.1. Any number of windows can be open in it,
 * best each in a workspace of its own.
 */
export interface Editor {
  /** Absolute path of the folder that holds all it writes. Every process of it has it in its arguments. */
  readonly home: string;
  /** Secret that lets a browser in. Never in the arguments of a process. */
  readonly token: string;
  /**
   * Makes a small workspace.
   *
   * @param simulator  what the extension connects to in a window on it; absent: it stays signed out
   * @returns its absolute path
   */
  newWorkspace(simulator?: SimulatorAnnouncement): Promise<string>;
  /** Address, secret included, of a window on a workspace; `parameters` are added to its query. */
  url(workspace: string, parameters?: Record<string, string>): string;
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
  // The port is open to every user of this computer; this file is not, unlike arguments.
  const token = randomBytes(16).toString('hex');
  const tokenFile = path.join(home, 'token');
  const simulatorsFile = path.join(home, 'simulators.json');
  const simulators: Record<string, SimulatorAnnouncement> = {};

  await mkdir(path.dirname(settingsFile), { recursive: true });
  await mkdir(logs);
  await writeFile(settingsFile, JSON.stringify({ ...quietSettings, ...options.settings }));
  await writeFile(tokenFile, token, { mode: 0o600 });

  const { extensions = [], hasTestDriver = false } = options;
  const server = await listen(
    [
      ...[installed.node, installed.serverMain, '--accept-server-license-terms'],
      ...['--server-data-dir', data, '--extensions-dir', path.join(home, 'extensions')],
      ...extensions.flatMap((file) => ['--install-extension', path.resolve(file)]),
      ...(extensions.length > 0 ? ['--start-server'] : []), // without it, VS Code only installs
      ...['--host', '127.0.0.1', '--port', '0', '--connection-token-file', tokenFile],
      ...['--telemetry-level', 'off', '--disable-workspace-trust'],
      ...(hasTestDriver ? ['--enable-smoke-test-driver'] : []),
    ],
    {
      scratch: home,
      env: {
        EXTENSIONS_GALLERY: '{}', // no marketplace: it would be asked at every start
        XDG_RUNTIME_DIR: home, // for its sockets, which would stay behind elsewhere
        [simulatorVariable]: simulatorsFile,
        ...options.env,
      },
    },
  );
  return {
    home,
    token,
    async newWorkspace(simulator) {
      const parent = await mkdtemp(path.join(home, 'workspace-'));
      const workspace = path.join(parent, 'warehouse-robots');
      await cp('test/editor/workspace', workspace, { recursive: true });
      if (simulator) {
        simulators[workspace] = simulator;
        await writeFile(`${simulatorsFile}.new`, JSON.stringify(simulators), { mode: 0o600 });
        await rename(`${simulatorsFile}.new`, simulatorsFile);
      }
      return workspace;
    },
    url(workspace, parameters = {}) {
      const query = new URLSearchParams({ tkn: token, folder: workspace, ...parameters });
      return `http://127.0.0.1:${server.port}/?${query.toString()}`;
    },
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
