/** Stands where a secret was: no text that a person or a program would write. */
export const redaction = '‹redacted›';

/** Whether a secret was taken out of a text, so that it cannot be run as it is. */
export function isRedacted(text: string): boolean {
  return text.includes(redaction);
}
