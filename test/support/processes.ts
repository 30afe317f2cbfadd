import { readdirSync, readFileSync } from 'node:fs';

/** Lists the processes that carry a text in their arguments or in their environment. */
export function processesWith(text: string): string[] {
  const read = (pid: string, name: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${name}`, 'utf8');
    } catch {
      return ''; // ended, or another user's
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((pid) => `${read(pid, 'cmdline')}\0${read(pid, 'environ')}`.includes(text))
    .map((pid) => read(pid, 'cmdline').replaceAll('\0', ' '));
}
