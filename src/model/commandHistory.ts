import type { Memory } from './account';

const key = 'rapyuta.commandHistory';
const maxEntries = 50;

/** Stands in a remembered command where a secret was. */
export const redaction = '•••';

/** Commands run in this workspace, newest first, without their secrets. */
export class CommandHistory {
  constructor(private readonly memory: Memory) {}

  entries(): readonly string[] {
    const stored = this.memory.get<unknown>(key);
    return Array.isArray(stored) ? stored.filter((entry) => typeof entry === 'string') : [];
  }

  /** Puts a command on top; one that is there already moves up. */
  async add(command: string): Promise<void> {
    const entry = redactSecrets(command);
    const rest = this.entries().filter((other) => other !== entry);
    await this.memory.update(key, [entry, ...rest].slice(0, maxEntries));
  }
}

const secretWord =
  '[\\w-]*(?:password|passwd|passphrase|secret|token|api[-_]?key|credential)[\\w-]*';
const value = `(?:"[^"]*"|'[^']*'|[^\\s"'&|;]+)`;
const patterns: readonly RegExp[] = [
  new RegExp(`(${secretWord}["']?\\s*[=:]\\s*)${value}`, 'gi'), // PASSWORD=x, "token": "x"
  new RegExp(`(--${secretWord}\\s+)${value}`, 'gi'), // --token x
  new RegExp(`(\\b(?:bearer|basic)\\s+)${value}`, 'gi'), // Authorization: Bearer x
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:)[^\s/@]+(?=@)/gi, // https://user:x@host
];

/** Puts `redaction` where a command names a secret by a usual word. */
export function redactSecrets(command: string): string {
  return patterns.reduce((text, pattern) => text.replace(pattern, `$1${redaction}`), command);
}
