import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Place } from '../place';
import { spawnIn } from '../shell';

/** A file cannot be copied; the message is what the upload's status tells. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
}

/** The rate is kept to in pieces of this length. */
const pieceMs = 100;
const maxPieceBytes = 64 * 1024;

/**
 * Size in bytes of a file on a device.
 *
 * @throws {TransferError} when it is missing, no regular file, or has no permission to be read;
 * root could read it all the same, but the agent on a device is held to the permissions
 */
export async function fileSize(place: Place, path: string): Promise<number> {
  const listing = await textOf(place, ['ls', '-ldLn', '--', place.path(path)]);
  const [mode, , , , size] = listing.trim().split(/\s+/);
  if (!mode) throw new TransferError(`no such file: ${path}`);
  if (!mode.startsWith('-')) throw new TransferError(`not a regular file: ${path}`);
  if (!mode.slice(1, 10).includes('r')) throw new TransferError(`permission denied: ${path}`);
  return Number(size);
}

/** Deletes a file on a device. */
export async function removeFile(place: Place, path: string): Promise<void> {
  await textOf(place, ['rm', '-f', '--', place.path(path)]);
}

/**
 * Copies a file off a device at no more than `maxRate` bytes a second.
 *
 * @param isPaused  asked before each piece: true while the device has no connection
 * @param onBytes   told after each piece how many bytes it had
 * @throws the signal's reason when aborted; {TransferError} when the file cannot be read
 */
export async function copyFile(
  place: Place,
  path: string,
  target: string,
  maxRate: number,
  isPaused: () => boolean,
  onBytes: (count: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const child = spawnIn(place, ['cat', '--', place.path(path)]);
  const exit = once(child, 'close') as Promise<[code: number | null]>;
  exit.catch(() => undefined);
  const output = createWriteStream(target);
  try {
    let dueAt = Date.now();
    for await (const piece of pieces(child.stdout, Math.ceil((maxRate * pieceMs) / 1000))) {
      while (isPaused()) await wait(pieceMs, undefined, { signal });
      if (!output.write(piece)) await once(output, 'drain');
      onBytes(piece.length);
      // What a late timer lost is made up for, what a lost connection did is not.
      dueAt = Math.max(dueAt, Date.now() - pieceMs) + (piece.length * 1000) / maxRate;
      const earlyMs = dueAt - Date.now();
      if (earlyMs > 0) await wait(earlyMs, undefined, { signal });
      signal.throwIfAborted();
    }
    if ((await exit)[0] !== 0) throw new TransferError(`cannot read ${path}`);
  } finally {
    child.stdout.destroy();
    child.kill('SIGKILL');
    output.end();
    await finished(output);
  }
}

async function* pieces(input: Readable, wanted: number): AsyncGenerator<Buffer> {
  const size = Math.min(Math.max(wanted, 1), maxPieceBytes);
  for await (const chunk of input as AsyncIterable<Buffer>)
    for (let start = 0; start < chunk.length; start += size)
      yield chunk.subarray(start, start + size);
}

async function textOf(place: Place, words: readonly string[]): Promise<string> {
  const child = spawnIn(place, words);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  await once(child, 'close');
  return text;
}
