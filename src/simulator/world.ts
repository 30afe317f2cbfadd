import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import type { Place } from './place';
import { findProgram, programPath } from './programs';

/**
 * First process of a world: makes the world its own, then waits. It ends, and with it everything
 * in the world, when its input closes: also when the simulator was killed and could say nothing.
 * It has to be bash, which buries the orphans of the world while it waits; dash does not.
 */
const initScript = `
set -e
read -r pid rest < /proc/self/stat
hostname "$1"
mount -t proc proc /proc
folder=$2
shift 2
for place; do mount --bind "$folder$place" "$place"; done
set +e
trap '' HUP INT TERM
echo "$pid"
while read -r verb argument; do
  case $verb in
    kill) kill -s KILL -- "-$argument" 2>/dev/null ;;
    count) set -- /proc/[0-9]*; echo $# ;;
  esac
done
`;

const namespaces = ['--user', '--mount', '--uts', '--ipc', '--pid'];

/** Folders that a world has for itself; in `folder` they have the same names. */
const ownFolders = ['/var/log', '/root', '/tmp'];

/** A simulated device's own small world: host name, processes, /var/log, /tmp and home. */
export interface World extends Place {
  /** Processes in it besides its own first one; 0 when it has ended. */
  countProcesses(): Promise<number>;
  /** Resolves when it is gone, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends every process in it. Resolves when they are gone. */
  close(): Promise<void>;
}

/**
 * Opens a world on `folder`, which holds `var/log`, `root` and `tmp`.
 *
 * @throws {Error} where the kernel, a container or a missing program does not allow it
 */
export async function openWorld(hostname: string, folder: string): Promise<World> {
  const [unshare, nsenter, setsid, bash] = ['unshare', 'nsenter', 'setsid', 'bash'].map(
    findProgram,
  ) as [string, string, string, string];
  const files = path.resolve(folder);
  const init = spawn(
    unshare,
    [
      ...namespaces,
      '--map-root-user',
      '--fork',
      '--kill-child',
      bash,
      '-c',
      'eval "$INIT"', // short, because everyone in the world sees it in the list of processes
      'init',
      hostname,
      files,
      // The one that hides the folder itself comes last.
      ...ownFolders.toSorted(
        (one, other) => Number(hides(one, files)) - Number(hides(other, files)),
      ),
    ],
    {
      cwd: '/',
      env: { PATH: programPath, INIT: initScript },
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    },
  );
  const ended = new Promise<void>((resolve) => {
    init.once('close', () => resolve());
    init.once('error', () => resolve());
  });
  const noLine = ended.then(() => undefined);
  init.stdin.on('error', () => undefined); // the world ended first; `ended` tells
  const lines = createInterface({ input: init.stdout });
  const nextLine = (): Promise<string | undefined> =>
    Promise.race([(once(lines, 'line') as Promise<[string]>).then(([line]) => line), noLine]);

  const pid = await nextLine();
  if (pid === undefined) throw new Error('No world can be opened here.');
  return {
    ended,
    // Without --preserve-credentials only root gets in: nsenter would drop its groups first.
    enter: [nsenter, '--target', pid, ...namespaces, '--preserve-credentials', setsid],
    home: '/root',
    folder: files,
    user: 'root',
    environment: {},
    path: (devicePath) => devicePath,
    killGroup: (leader) => void init.stdin.write(`kill ${leader}\n`),
    async countProcesses() {
      const count = nextLine();
      init.stdin.write('count\n');
      return Number((await count) ?? 1) - 1;
    },
    async close() {
      init.stdin.end();
      await ended;
    },
  };
}

function hides(mountPoint: string, folder: string): boolean {
  return `${folder}/`.startsWith(`${mountPoint}/`);
}
