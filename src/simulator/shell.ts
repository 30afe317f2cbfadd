import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Readable } from 'node:stream';
import { type Place, killOwnGroup } from './place';
import { programPath } from './programs';

/** One command for one device. */
export interface ShellCommand {
  readonly cmd: string;
  readonly shell: string;
  /** Absent means the home. */
  readonly cwd?: string;
  readonly runas?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Started and forgotten: no output is kept and no time limit holds. */
  readonly isDetached?: boolean;
}

/** Tells the groups' numbers, joins both outputs into one pipe and becomes the command. */
const wrapper = `
echo $$ >&3
exec 3>&- 2>&1
case $1 in
  /*) cd -- "$1" 2>/dev/null ;;
  *) false ;;
esac || { printf "Specified cwd '%s' either not absolute or does not exist\\n" "$1"; exit 1; }
command -v "$2" >/dev/null || { printf 'The shell %s is not available\\n' "$2"; exit 1; }
exec "$2" -c "$3"
`;

/** Linux takes no longer word in a program's arguments: 32 pages, a NUL at the end included. */
const maxWordBytes = 32 * 4096 - 1;

/** Stands for a command that is longer: the shell reads it from there, and its programs do not see it. */
const longCommand = 'eval "$(/bin/cat <&4)" 4<&-';

const maxOutputBytes = 4 * 1024 * 1024;

/** A command that has been started. */
export interface Running {
  /** Resolves once it has its process group, or came to nothing before; never rejects. */
  readonly started: Promise<void>;
  /** What it printed, without trailing white space; never rejects. */
  readonly output: Promise<string>;
  /** Kills its process group; `output` then ends with what there is. */
  kill(): void;
}

/**
 * Starts a command in a place, in a session and process group of its own. As on the platform
 * (Salt's cmd.run) the answer waits until everyone who holds the output has let it go.
 */
export function runCommand(place: Place, command: ShellCommand): Running {
  const refusal = refusedUser(place, command.runas);
  if (refusal !== undefined)
    return { started: Promise.resolve(), output: Promise.resolve(refusal), kill: () => undefined };

  const isLong = Buffer.byteLength(command.cmd) > maxWordBytes;
  const words = [
    ...place.enter,
    '/bin/sh',
    '-c',
    wrapper,
    'sh',
    place.path(command.cwd ?? place.home),
    command.shell,
    isLong ? longCommand : command.cmd,
  ];
  const script = isLong ? [unnamedFile(place.folder, command.cmd)] : [];
  let child: ChildProcess;
  try {
    child = spawn(words[0] ?? '', words.slice(1), {
      cwd: '/',
      detached: true,
      env: environment(place, command.env),
      stdio: ['ignore', 'pipe', 'ignore', 'pipe', ...script],
    });
  } finally {
    script.forEach(closeSync);
  }
  // Listens before anything else can fail: without a listener it would end the simulator.
  const failed = once(child, 'error') as Promise<[Error]>;
  const printed = child.stdio[1] as Readable;
  let leader: number | undefined;
  const told = new Promise<void>((resolve) => {
    (child.stdio[3] as Readable).once('data', (text: Buffer) => {
      leader = Number(text);
      resolve();
    });
  });
  const kill = (): void => {
    if (leader !== undefined) place.killGroup(leader);
    else if (child.pid !== undefined) killOwnGroup(child.pid);
  };

  const output = new BoundedOutput(command.isDetached ? 0 : maxOutputBytes);
  printed.on('data', (chunk: Buffer) => output.add(chunk));
  const ended = new Promise<string>((resolve) => {
    const finish = (note?: string): void => {
      clearTimeout(timer);
      const text = output.text().trimEnd();
      resolve(note === undefined ? text : [text, note].filter(Boolean).join('\n'));
    };
    const onTimeout = (): void => {
      kill();
      // Who left the group may hold the output for ever: do not wait for its end.
      printed.destroy();
      // No source tells the platform's text; Salt's own speaks of "Timed out after N seconds".
      finish(`Timed out after ${command.timeoutMs / 1000} seconds`);
    };
    const timer = command.isDetached ? undefined : setTimeout(onTimeout, command.timeoutMs);
    void failed.then(([error]) => finish(error.message));
    child.once('close', () => finish());
  });
  return { started: Promise.race([told, ended.then(() => undefined)]), output: ended, kill };
}

/** Starts a program of the device itself, without a shell, for reading what it prints. */
export function spawnIn(place: Place, words: readonly string[]) {
  const [program = '', ...rest] = [...place.enter, ...words];
  return spawn(program, rest, {
    cwd: '/',
    env: { ...environment(place, {}), LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** Opens a private file with this content for reading. It has no name, so nothing can be left behind. */
function unnamedFile(folder: string, content: string): number {
  const name = path.join(folder, `.command-${randomUUID()}`);
  const writer = openSync(name, 'wx', 0o600);
  try {
    writeFileSync(writer, content);
    return openSync(name, 'r');
  } finally {
    closeSync(writer);
    rmSync(name);
  }
}

/** Salt's words for a user that it cannot become. A place has exactly one user. */
function refusedUser(place: Place, runas: string | undefined): string | undefined {
  // Clients send `root` by default, so it is understood as whoever the agent runs as.
  if (runas === undefined || runas === 'root' || runas === place.user) return undefined;
  return `User '${runas}' is not available`;
}

function environment(place: Place, given: Readonly<Record<string, string>>) {
  return {
    PATH: programPath,
    HOME: place.home,
    USER: place.user,
    LOGNAME: place.user,
    LANG: 'C.UTF-8',
    ...place.environment,
    ...given,
  };
}

/** Keeps the first `limit` bytes and counts the rest. */
class BoundedOutput {
  private readonly chunks: Buffer[] = [];
  private kept = 0;
  private dropped = 0;

  constructor(private readonly limit: number) {}

  add(chunk: Buffer): void {
    const head = chunk.subarray(0, this.limit - this.kept);
    if (head.length > 0) this.chunks.push(head);
    this.kept += head.length;
    this.dropped += chunk.length - head.length;
  }

  /** What was kept as UTF-8, other bytes as U+FFFD, and a last line that tells what is missing. */
  text(): string {
    const text = Buffer.concat(this.chunks).toString('utf8');
    return this.dropped === 0 ? text : `${text}\n[${this.dropped} more bytes left out]`;
  }
}
