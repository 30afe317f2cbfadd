/**
 * Quotes a text so that a POSIX shell reads it as one word, unchanged.
 * The only way by which text from outside gets into a device's command line.
 *
 * @throws {RangeError} when the text holds a NUL, which no argument can carry
 */
export function shellQuote(text: string): string {
  if (text.includes('\0')) throw new RangeError('A command cannot contain a NUL character.');
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
