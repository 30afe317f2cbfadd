/** The part of an output that is shown. */
export interface LimitedOutput {
  text: string;
  /** UTF-8 bytes that were left out. */
  hiddenBytes: number;
}

/**
 * Cuts an output to at most `maxBytes` of UTF-8, as VS Code writes it: at the end of a line if one ends in
 * the second half, and never inside a character.
 */
export function limitOutput(text: string, maxBytes: number): LimitedOutput {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return { text, hiddenBytes: 0 };
  let end = maxBytes;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  const lineEnd = bytes.lastIndexOf('\n', end - 1) + 1;
  if (lineEnd > maxBytes / 2) end = lineEnd;
  return { text: bytes.toString('utf8', 0, end), hiddenBytes: bytes.length - end };
}
