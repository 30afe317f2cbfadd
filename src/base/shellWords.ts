/** Two quotes of a command line. */
interface QuotePair {
  /** Offset of the closing one; the end of the line when it is missing. */
  close: number;
}

/** A part of a word, and what it stands for in the line. */
interface Segment {
  /** Offset in the word's text. */
  textStart: number;
  start: number;
  end: number;
  /** Whether the line says the same in other characters, as `\n` does, and not the text itself. */
  isEscape: boolean;
  quotes?: QuotePair | undefined;
}

/** Where a character of a word with quotes or escapes comes from. */
export interface Origin {
  start: number;
  end: number;
  /** The quotes it is in, if any. */
  quotes: QuotePair | undefined;
}

/** One word of a command line. */
export interface ShellWord {
  /** The word without its quotes and escapes. Substitutions stand in it as they are written. */
  text: string;
  /** Offsets in the line. */
  start: number;
  end: number;
  /** Offsets of the contents of each `$(...)`, `<(...)` and pair of backticks. */
  substitutions: readonly { start: number; end: number }[];
  /** Gives the origin of the UTF-16 code unit at an index. Absent when the line has the word as it is. */
  originOf?: (index: number) => Origin;
}

/** A piece of a command line. A here-document comes before the line end in front of it. */
export type ShellToken =
  | { kind: 'word'; word: ShellWord }
  | { kind: 'operator'; text: string }
  | { kind: 'hereDocument'; start: number; end: number };

const operator = /&&|&>>?|\|\||\|&|;;|<<<|<<-?|<[&>]|>[>&|]|[;&|()<>\n]/y;
const blank = /[^\S\n]+/y;

/**
 * Splits a command line into words and operators as a POSIX shell does, without expanding anything.
 * Reads any text, in time proportional to its length: what is not closed reaches to the end.
 */
export function shellTokens(line: string): ShellToken[] {
  const tokens: ShellToken[] = [];
  let delimiters: string[] = [];
  let isDelimiter = false;
  for (let at = 0; at < line.length;) {
    const found = isSubstitution(line, at) ? '' : match(line, at, operator);
    if (found !== '') {
      at += found.length;
      if (found === '\n') {
        for (const delimiter of delimiters) {
          const { end, next } = hereDocument(line, at, delimiter);
          tokens.push({ kind: 'hereDocument', start: at, end });
          at = next;
        }
        delimiters = [];
      }
      tokens.push({ kind: 'operator', text: found });
      isDelimiter = found === '<<' || found === '<<-';
    } else if (line[at] === '#') {
      at = indexOrEnd(line, '\n', at);
    } else if (match(line, at, blank) !== '') {
      at = blank.lastIndex;
    } else {
      const word = new WordReader(line, at).read();
      at = word.end;
      if (isDelimiter) delimiters.push(word.text);
      isDelimiter = false;
      // The number in `2>file` belongs to the operator.
      const isDescriptor = /[<>]/.test(line[at] ?? '') && /^\d+$/.test(word.text);
      if (!isDescriptor) tokens.push({ kind: 'word', word });
    }
  }
  return tokens;
}

/** Ends the text at `start` before the line that is the delimiter; reading goes on at `next`. */
function hereDocument(line: string, start: number, delimiter: string) {
  for (let at = start; at < line.length; at = indexOrEnd(line, '\n', at) + 1) {
    const next = indexOrEnd(line, '\n', at);
    if (line.slice(at, next).trim() === delimiter) return { end: Math.max(start, at - 1), next };
  }
  return { end: line.length, next: line.length };
}

const unquotedRun = /[^\s;&|()<>"'\\`$]+/y;
const doubleQuotedRun = /[^"\\`$]+/y;
const singleQuotedRun = /[^']+/y;
const ansiQuotedRun = /[^'\\]+/y;
const ansiEscape = /\\(?:[xuU]([\da-fA-F]{1,8})|([0-7]{1,3})|([\s\S]))/y;
const ansiLetters: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

class WordReader {
  private readonly texts: string[] = [];
  private readonly segments: Segment[] = [];
  private readonly substitutions: { start: number; end: number }[] = [];
  private length = 0;
  private isPlain = true;

  constructor(
    private readonly line: string,
    private at: number,
  ) {}

  read(): ShellWord {
    const { line, at: start } = this;
    while (this.at < line.length) {
      const character = line[this.at] ?? '';
      const run = match(line, this.at, unquotedRun);
      const opening = /^\$?["']/.exec(line.slice(this.at, this.at + 2))?.[0];
      if (run !== '') this.add(run, run.length);
      else if (isSubstitution(line, this.at)) this.addSubstitution();
      else if (opening !== undefined) this.addQuoted(opening);
      else if (character === '\\') this.addEscape();
      else if (character === '$') this.add('$', 1);
      else break;
    }
    return {
      text: this.texts.join(''),
      start,
      end: this.at,
      substitutions: this.substitutions,
      ...(!this.isPlain && { originOf: (index: number) => originIn(this.segments, index) }),
    };
  }

  /** Adds what the next `length` characters of the line stand for. */
  private add(text: string, length: number, quotes?: QuotePair): void {
    const { at, length: textStart } = this;
    this.at += length;
    if (text === '') return;
    const isEscape = text.length !== length;
    this.segments.push({ textStart, start: at, end: this.at, isEscape, quotes });
    this.texts.push(text);
    this.length += text.length;
  }

  private addQuoted(opening: string): void {
    const { line } = this;
    const quotes: QuotePair = { close: line.length };
    const quote = opening.slice(-1);
    const isAnsi = opening === "$'";
    const ordinary = quote === '"' ? doubleQuotedRun : isAnsi ? ansiQuotedRun : singleQuotedRun;
    this.isPlain = false;
    this.at += opening.length;
    while (this.at < line.length && line[this.at] !== quote) {
      const run = match(line, this.at, ordinary);
      if (run !== '') this.add(run, run.length, quotes);
      else if (isSubstitution(line, this.at)) this.addSubstitution(quotes);
      else if (isAnsi) this.addAnsiEscape(quotes);
      else if (/["$`\\\n]/.test(line[this.at + 1] ?? '') && line[this.at] === '\\')
        this.addEscape(quotes);
      else this.add(line[this.at] ?? '', 1, quotes);
    }
    quotes.close = this.at;
    this.at = Math.min(this.at + 1, line.length);
  }

  private addEscape(quotes?: QuotePair): void {
    this.isPlain = false;
    const escaped = this.line[this.at + 1];
    if (escaped === undefined) this.add('\\', 1, quotes);
    else this.add(escaped === '\n' ? '' : escaped, 2, quotes);
  }

  /** Adds an escape of `$'...'`. */
  private addAnsiEscape(quotes: QuotePair): void {
    ansiEscape.lastIndex = this.at;
    const [written = '\\', hex, octal, letter = ''] = ansiEscape.exec(this.line) ?? [];
    const code = hex === undefined ? parseInt(octal ?? '', 8) : parseInt(hex, 16);
    const text = code <= 0x10ffff ? String.fromCodePoint(code) : (ansiLetters[letter] ?? letter);
    this.add(text || '\\', written.length, quotes);
  }

  private addSubstitution(quotes?: QuotePair): void {
    const { line, at } = this;
    const end = substitutionEnd(line, at);
    if (!line.startsWith('${', at)) {
      const start = at + (line[at] === '`' || line[at] === '(' ? 1 : 2);
      this.substitutions.push({ start, end: Math.max(start, end - 1) });
    }
    this.add(line.slice(at, end), end - at, quotes);
  }
}

/** Finds the origin of a character by bisection. */
function originIn(segments: readonly Segment[], index: number): Origin {
  let low = 0;
  for (let high = segments.length - 1; low < high;) {
    const middle = Math.ceil((low + high) / 2);
    if ((segments[middle]?.textStart ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  const { textStart = 0, start = 0, end = 0, isEscape, quotes } = segments[low] ?? {};
  const at = start + index - textStart;
  return isEscape ? { start, end, quotes } : { start: at, end: at + 1, quotes };
}

/** Whether `$(`, `${`, `<(`, `>(`, a backtick or the list of `NAME=(...)` begins here. */
function isSubstitution(line: string, at: number): boolean {
  const character = line[at];
  if (character === '$') return line[at + 1] === '(' || line[at + 1] === '{';
  if (character === '<' || character === '>') return line[at + 1] === '(';
  return character === '`' || (character === '(' && line[at - 1] === '=');
}

/** Finds the end of the substitution that begins at `start`, past all that is nested in it. */
function substitutionEnd(line: string, start: number): number {
  const closers: string[] = [];
  let at = start;
  do {
    const character = line[at];
    const closer = closers.at(-1);
    if (character === undefined) return line.length;
    if (character === '\\') at += 1;
    else if (character === closer) closers.pop();
    else if (character === '`' || character === '"') closers.push(character);
    else if (character === '$' && line[at + 1] === '{') closers.push('}');
    else if (character === '(' && (closer !== '"' || line[at - 1] === '$')) closers.push(')');
    else if (character === "'" && closer !== '"') at = singleQuoteEnd(line, at);
    at += 1;
  } while (closers.length > 0 || at === start + 1);
  return Math.min(at, line.length);
}

/** Finds the quote that closes `'...'` or `$'...'`. */
function singleQuoteEnd(line: string, start: number): number {
  if (line[start - 1] !== '$') return indexOrEnd(line, "'", start + 1);
  let at = start + 1;
  while (at < line.length && line[at] !== "'") at += line[at] === '\\' ? 2 : 1;
  return at;
}

function match(line: string, at: number, pattern: RegExp): string {
  pattern.lastIndex = at;
  return pattern.exec(line)?.[0] ?? '';
}

function indexOrEnd(line: string, text: string, from: number): number {
  const index = line.indexOf(text, from);
  return index < 0 ? line.length : index;
}
