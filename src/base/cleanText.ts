// What terminals obey (ECMA-48): CSI sequences, OSC and other strings up to their end, and two-byte escapes.
const terminalSequence =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;

const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
// Marks that reorder or hide the text around them: bidirectional overrides, isolates and zero-width characters.
const invisible = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Makes a device's output safe to show as plain lines: terminal sequences and control characters are
 * removed, line ends become `\n`, tabs stay. Takes time in proportion to the length of the text.
 */
export function cleanLines(text: string): string {
  return text
    .replace(/\r+\n?/g, '\n')
    .replace(terminalSequence, '')
    .replace(control, '');
}

/**
 * Makes text from outside fit for one line of a label or message: no control or reordering characters,
 * white space folded, at most `maxLength` characters with the cut shown by an ellipsis. Of a text of
 * megabytes only the beginning is read.
 */
export function cleanLine(text: string, maxLength = 200): string {
  // Long enough that what is removed or folded does not use it up.
  const head = cutText(text, 16_384 + 16 * maxLength);
  const line = cleanLines(head).replace(invisible, '').replace(/\s+/g, ' ').trim();
  const characters = Array.from(cutText(line, 2 * maxLength));
  const isWhole = head.length === text.length && line.length <= 2 * maxLength;
  return isWhole && characters.length <= maxLength
    ? line
    : `${characters.slice(0, maxLength - 1).join('')}…`;
}

/** The first `maxLength` UTF-16 code units of a text, or one less where that would split a character. */
export function cutText(text: string, maxLength: number): string {
  const endsInPair = maxLength > 0 && (text.codePointAt(maxLength - 1) ?? 0) > 0xffff;
  return text.slice(0, endsInPair ? maxLength - 1 : maxLength);
}
