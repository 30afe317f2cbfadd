import { readdirSync, readFileSync } from 'node:fs';

/**
 * Lists the processes that carry a text in their arguments or in their environment. The text has to be of
 * this test alone, such as the path of a temporary folder: other runs have the same processes.
 */
export function processesWith(text: string): string[] {
  return otherProcesses()
    .filter((pid) => `${read(pid, 'cmdline')}\0${read(pid, 'environ')}`.includes(text))
    .map(commandLine);
}

/** Arguments of all processes: any user of this computer can read them. */
export function commandLines(): string[] {
  return otherProcesses().map(commandLine);
}

function commandLine(pid: string): string {
  return read(pid, 'cmdline').replaceAll('\0', ' ');
}

function otherProcesses(): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
}

function read(pid: string, name: 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return ''; // ended, or another user's
  }
}
