import { shellQuote } from '../../base/shellQuote';

/**
 * Wraps a command so that its output ends with its exit code, which the API does not tell.
 * The command runs in a shell of its own: whatever it holds, and also `exit`, stays inside.
 *
 * @param shell   absolute path of the shell that runs it
 * @param nonce   letters and digits that the command's own output cannot hold
 * @see API reference of commands: rapyuta-robotics/rapyuta-io-cli, riocli/device/tools/util.py
 */
export function withExitMarker(command: string, shell: string, nonce: string): string {
  return `${shellQuote(shell)} -c ${shellQuote(command)} 2>&1; printf '\\n%s%s\\n' '${marker(nonce)}' "$?"`;
}

/** What a command printed, and its exit code unless the end of the output is missing. */
export interface MarkedOutput {
  text: string;
  exitCode?: number;
}

/** Takes the exit code that `withExitMarker` added off the output. */
export function readExitMarker(output: string, nonce: string): MarkedOutput {
  const at = output.lastIndexOf(marker(nonce));
  if (at < 0) return { text: output };
  const exitCode = /^(\d{1,3})\s*$/.exec(output.slice(at + marker(nonce).length))?.[1];
  if (exitCode === undefined) return { text: output };
  return { text: output.slice(0, at).replace(/\r?\n$/, ''), exitCode: Number(exitCode) };
}

function marker(nonce: string): string {
  return `__exit_${nonce}=`;
}
