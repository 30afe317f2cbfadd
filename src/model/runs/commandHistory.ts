import { redactSecrets } from '../../domain/redact';
import { redaction } from '../../domain/redaction/mark';
import type { ValueStore } from '../account/storage';

const key = 'rapyuta.commandHistory';
const maxEntries = 50;

/** Commands run in this workspace, newest first, without their secrets. */
export class CommandHistory {
  constructor(private readonly values: ValueStore) {}

  /** Redacted again, since an earlier version, with another mark, knew fewer secrets. */
  entries(): readonly string[] {
    const stored = this.values.get<unknown>(key);
    if (!Array.isArray(stored)) return [];
    return stored
      .filter((entry) => typeof entry === 'string')
      .map((entry) => redactSecrets(entry.replaceAll('•••', redaction)));
  }

  /** Puts a command on top; one that is there already moves up. */
  async add(command: string): Promise<void> {
    const entry = redactSecrets(command);
    const rest = this.entries().filter((other) => other !== entry);
    await this.values.update(key, [entry, ...rest].slice(0, maxEntries));
  }
}
