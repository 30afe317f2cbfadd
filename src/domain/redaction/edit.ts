import type { ShellWord } from '../../base/shellWords';
import { redaction } from './mark';

/** A part of a text, by its offsets, and what comes in its place. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Puts the mark in place of a part of a text. */
export function redact(start: number, end: number): Edit {
  return { start, end, text: redaction };
}

/**
 * Carries an edit of a word's text over to the line that the word stands in. The quotes left in the line
 * stay in pairs: where they do not agree at both ends, the edit takes some with it.
 */
export function editsInLine(word: ShellWord, { start, end, text }: Edit): Edit[] {
  if (end <= start) return [];
  if (!word.originOf) return [{ start: word.start + start, end: word.start + end, text }];
  const { start: from, quotes: opening } = word.originOf(start);
  const { end: to, quotes: closing } = word.originOf(end - 1);
  if (opening === closing) return [{ start: from, end: to, text }];
  const last = closing ? Math.min(closing.close + 1, word.end) : to;
  if (!opening) return [{ start: from, end: last, text }];
  const afterQuote = Math.min(opening.close + 1, word.end);
  return [
    { start: from, end: opening.close, text },
    { start: afterQuote, end: last, text: '' },
  ];
}

/** Carries edits out; those that overlap become one. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let at = 0;
  let current: Edit | undefined;
  const flush = (): void => {
    if (!current) return;
    pieces.push(text.slice(at, current.start), current.text);
    at = current.end;
  };
  for (const edit of [...edits].sort((left, right) => left.start - right.start)) {
    if (current && edit.start < current.end) {
      const end = Math.max(current.end, edit.end);
      current = { start: current.start, end, text: current.text || edit.text };
    } else {
      flush();
      current = edit;
    }
  }
  flush();
  return pieces.join('') + text.slice(at);
}
