import { shellQuote } from './shellQuote';

/** One line of a `.env` file to be. */
export interface DotenvEntry {
  key: string;
  value: string;
}

/** Whether an entry can be a shell variable: a plain name, and no NUL in its value. */
export function isDotenvEntry({ key, value }: DotenvEntry): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) && !value.includes('\0');
}

/**
 * Writes entries as a `.env` file, which a POSIX shell may source and dotenv libraries read.
 * An entry that cannot be a variable becomes a comment, so that sourcing the file never runs a key.
 */
export function toDotenv(entries: readonly DotenvEntry[]): string {
  return entries.map((entry) => `${toLine(entry)}\n`).join('');
}

function toLine(entry: DotenvEntry): string {
  const { key, value } = entry;
  if (isDotenvEntry(entry)) return `${key}=${quote(value)}`;
  return `# Not a variable: ${JSON.stringify(key)} = ${JSON.stringify(value)}`;
}

/**
 * Picks the quotes that mean the same to a shell and to dotenv libraries. For a value with `'` and one of
 * `" $ \` and the backtick there are none: what the shell reads wins. Libraries also turn `\r` into `\n`.
 */
function quote(value: string): string {
  if (/^[A-Za-z0-9_./:@%+,-]+$/.test(value)) return value;
  const needsDoubleQuotes = value.includes("'") && !/["$\\`]/.test(value);
  return needsDoubleQuotes ? `"${value}"` : shellQuote(value);
}
