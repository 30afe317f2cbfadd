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
mount --bind "$2" /mnt
mount -t proc proc /proc
mount --bind /mnt/var/log /var/log
mount --bind /mnt/root /root
mount --bind /mnt/tmp /tmp
umount /mnt
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

/** A simulated device's own small world: host name, processes, /var/log, /tmp and home. */
export interface World extends Place {
  /** Processes in it besides its own first one. */
  countProcesses(): Promise<number>;
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
  const init = spawn(
    unshare,
    [
      ...namespaces,
      '--map-root-user',
      '--fork',
      '--kill-child',
      bash,
      '-c',
      initScript,
      'init',
      hostname,
      path.resolve(folder),
    ],
    { cwd: '/', env: { PATH: programPath }, stdio: ['pipe', 'pipe', 'ignore'], detached: true },
  );
  const gone = new Promise<void>((resolve) => {
    init.once('close', () => resolve());
    init.once('error', () => resolve());
  });
  init.stdin.on('error', () => undefined); // the world ended first; `gone` tells
  const lines = createInterface({ input: init.stdout });
  const nextLine = async (): Promise<string> => {
    const line = await Promise.race([once(lines, 'line'), gone]);
    if (!line) throw new Error('The world ended.');
    return String(line[0]);
  };

  const pid = await nextLine();
  return {
    enter: [nsenter, '--target', pid, ...namespaces, setsid],
    home: '/root',
    user: 'root',
    environment: {},
    path: (devicePath) => devicePath,
    killGroup: (leader) => void init.stdin.write(`kill ${leader}\n`),
    async countProcesses() {
      const count = nextLine();
      init.stdin.write('count\n');
      return Number(await count) - 1;
    },
    async close() {
      init.stdin.end();
      await gone;
    },
  };
}
