import { type Edit, redact } from './edit';
import { type NameStrength, secretName } from './secretNames';

/**
 * What a text is read as: a command line, where values end as a shell's words do, or data such as YAML,
 * JSON, SQL, headers or an ini file, where a value can reach to the end of its line.
 */
export type TextKind = 'command' | 'data';

/** Tokens that are known by their form, wherever they stand. */
const shapes: readonly RegExp[] = [
  /gh[oprsu]_\w{10,}|github_pat_\w{10,}|gl[a-z]{2,5}-[\w-]{12,}/,
  /(?<![A-Za-z\d])(?:A3T|AKIA|ASIA|AROA|AIDA|AGPA|ANPA|ANVA|ABIA|ACCA)[A-Z\d]{12,}/,
  /xox[a-z]-[\w-]{8,}|xapp-[\w-]{8,}|https:\/\/(?:hooks\.slack|discord)\.com\/\w+\/[\w/-]+/,
  /eyJ[\w-]{14,}(?:\.[\w-]+){0,4}|AIza[\w-]{20,}|ya29\.[\w-]{16,}|GOCSPX-[\w-]{16,}/,
  /(?<![A-Za-z\d])sk-[\w-]{20,}|(?:sk|pk|rk)_(?:live|test)_\w{8,}|whsec_\w{16,}/,
  /(?<![A-Za-z\d])(?:npm|hf|dop_v1|lin_api|sbp|glsa|rubygems|dapi|shp[a-z]{2}|sq0[a-z]{3})[_-][A-Za-z\d]{16,}/,
  /SG\.[\w-]{12,}\.[\w-]{12,}|pypi-[\w-]{16,}|dckr_[a-z]{1,8}_[\w-]{12,}|tskey-[\w-]{8,}/,
  /hv[bsr]\.[\w-]{16,}|ATATT3x[\w=-]{16,}|AGE-SECRET-KEY-\w{16,}|(?<!\d)\d{8,10}:[\w-]{35}(?![\w-])/,
  /\$(?:[1567y]|gy|2[abxy]|apr1|argon2\w{1,2})\$[\w./$,=+-]{12,}|0x[\da-fA-F]{32,}/,
  /(?:b3BlbnNzaC1rZXktdjE|LS0tLS1CRUdJTi)[\w+/=]*/, // an OpenSSH key's body, and PEM in base64
];
const shape = new RegExp(shapes.map(({ source }) => source).join('|'), 'g');

/**
 * Finds the secrets that a text names, and those that are known by their form. Takes time in proportion
 * to its length.
 */
export function secretsInText(text: string, kind: TextKind): Edit[] {
  const tokens = Array.from(text.matchAll(shape), ({ 0: { length }, index }) =>
    redact(index, index + length),
  );
  return [
    ...tokens,
    ...privateKeys(text),
    ...logins(text, kind),
    ...new NamedValues(text, kind).find(),
  ];
}

/** Finds private keys in PEM, also without the line that ends them. */
function privateKeys(text: string): Edit[] {
  const edits: Edit[] = [];
  const begin = /-----BEGIN [A-Z\d ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----/g;
  while (begin.test(text)) {
    const start = begin.lastIndex;
    const found = text.indexOf('-----END ', start);
    const end = found < 0 ? text.length : found;
    if (end > start) edits.push(redact(start, end));
    begin.lastIndex = end;
  }
  return edits;
}

/** Finds passwords, and tokens in their place, in `scheme://user:password@host`, with the scheme or without. */
function logins(text: string, kind: TextKind): Edit[] {
  const edits: Edit[] = [];
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    const edit = loginAt(text, at + 3, kind);
    if (edit) edits.push(edit);
  }
  const bare = /(?<![\w.%+~-])[\w.%+~-]{1,64}:[^\s/@:"'`<>=]{1,128}@(?!sha256:)(?=[\w[])/g;
  for (const { 0: found, index } of text.matchAll(bare)) {
    edits.push(redact(index + found.indexOf(':') + 1, index + found.length - 1));
  }
  return edits;
}

/** The secret of an address whose login, or else its host, begins at `start`. */
function loginAt(text: string, start: number, kind: TextKind): Edit | undefined {
  const after = text.slice(start, start + 512);
  const authority = /^[^\s/?#"'`<>\\]*/.exec(after)?.[0] ?? '';
  let length = authority.lastIndexOf('@');
  // A password that is not encoded as it should be can hold any of what ends a host.
  if (length < 0 && /:(?!\d*$)/.test(authority)) {
    length = (kind === 'command' ? /^[^\s"'`]*/ : /^.*/).exec(after)?.[0].lastIndexOf('@') ?? -1;
  }
  if (length <= 0) return undefined;
  const login = text.slice(start, start + length);
  const colon = login.indexOf(':');
  const isTokenFirst = colon < 0 || /^:(?:x-oauth-basic|x)?$/.test(login.slice(colon));
  if (!isTokenFirst) return redact(start + colon + 1, start + length);
  const isWeb = /(?:https?|ftps?):\/\/$/i.test(text.slice(Math.max(0, start - 8), start));
  if (!isWeb || login === 'git') return undefined;
  return redact(start, start + (colon < 0 ? length : colon));
}

interface Span {
  start: number;
  end: number;
}

const separator = /(\\*["'])?\]?([ \t]*)(:[=+?-]|=>|==?|[+?]=|:|>)([ \t]*)/y;
const scheme = /(?:basic|bearer|digest|key|apikey|negotiate|token)[ \t]+(?=\S)/iy;
const indentedBlock = /[|>][-+\d]*[ \t]*(?:\n[ \t][^\n]*)+/y;

/** Finds the values of names such as `password` in assignments, headers, JSON, YAML, queries and SQL. */
class NamedValues {
  private readonly isExpect: boolean;

  constructor(
    private readonly text: string,
    private readonly kind: TextKind,
  ) {
    this.isExpect = kind === 'data' && /\b(?:expect|spawn)\b/.test(text);
  }

  find(): Edit[] {
    const edits: Edit[] = [];
    const identifier = /[A-Za-z_][\w.-]*/g;
    for (let found = identifier.exec(this.text); found; found = identifier.exec(this.text)) {
      const [name] = found;
      const strength = secretName(name);
      const value = this.valueOf(found.index, name, strength);
      if (!value || value.end <= value.start) continue;
      if (!isSecretValue(this.text.slice(value.start, value.end), strength)) continue;
      edits.push(redact(value.start, value.end));
      identifier.lastIndex = value.end;
    }
    return edits;
  }

  /** Where the value stands that belongs to the name at `start`. Absent when there is none. */
  private valueOf(start: number, name: string, strength?: NameStrength): Span | undefined {
    const { text, kind } = this;
    const end = start + name.length;
    if (/^bearer$/i.test(name)) return this.run(this.skip(end, /[ \t]+/y), /[^\s"'`;|]*/y);
    separator.lastIndex = end;
    const [written, closing, before, sign, after] = separator.exec(text) ?? [];
    if (strength === undefined || written === undefined)
      return kind === 'data' ? this.spokenValue(start, name, strength) : undefined;

    const previous = text[start - 1] ?? '';
    if (sign === '>') return previous === '<' ? this.run(end + 1, /[^<]*/y) : undefined;
    let at = end + written.length;
    if (/auth/i.test(name)) at = this.skip(at, scheme);
    const opening = closing === undefined ? this.quoteBefore(start) : undefined;
    const isSpaced = before !== '' || after !== '';
    if (opening !== undefined) {
      // In quotes, `NAME=value` can be the beginning of a command: that is found where words are read.
      if (kind === 'command' && sign !== ':' && !isSpaced) return undefined;
      return { start: at, end: this.quoteEnd(at, opening) };
    }
    const quoted = this.quoted(at);
    const isLine = closing === undefined && this.isLineStart(start);
    if (quoted && (kind === 'command' || this.isWhole(quoted, isLine))) return quoted;
    if (text.startsWith('${', start - 2)) return this.run(at, /[^}]*/y);
    if (sign === ':' && !isSpaced && closing === undefined) {
      // Unless the name is sure, this is a port, a mounted folder or the version of an image.
      if (strength === 'key' || /[/@]/.test(previous) || text[at] === '/') return undefined;
    }
    if (/[?&]/.test(previous)) return this.run(at, /[^\s&#"'<>`]*/y);
    if (kind === 'command') {
      if (before === '' && after !== '' && sign !== ':') return undefined; // an empty value
      const word = this.run(at, /[^\s"'`;&|<>()\\]*/y);
      // The rest of a word with quotes and escapes is found where words are read.
      return /["'`\\]/.test(text[word.end] ?? '') ? undefined : word;
    }
    const block = this.skip(at, indentedBlock);
    if (block > at) return { start: text.indexOf('\n', at) + 1, end: block };
    if (isSpaced || isLine) return this.run(at, /[^\n]*/y);
    return this.run(at, /[^\s)}\],;]+(?:[)}\],;]+[^\s)}\],;]+)*/y);
  }

  /** The value of a name without a separator: `PASSWORD 'x'`, `IDENTIFIED BY 'x'`, expect's `send "x"`. */
  private spokenValue(start: number, name: string, strength?: NameStrength): Span | undefined {
    const end = start + name.length;
    const forUser = this.skip(end, /[ \t]+for\b[^=\n]{1,200}=[ \t]*/iy);
    if (strength === 'secret' && forUser > end) return this.run(forUser, /[^\n]*/y);
    const before = this.text.slice(Math.max(0, start - 40), start).toLowerCase();
    const isSpoken =
      strength === 'secret' ||
      (this.isExpect && name === 'send') ||
      (/^by$/i.test(name) && before.includes('identified'));
    return isSpoken ? this.quoted(this.skip(end, /\s*(?:\(\s*|-+\s)?/y)) : undefined;
  }

  /** What stands in the quotes that open here, if they do. */
  private quoted(at: number): Span | undefined {
    const quote = /^\\{0,7}["']/.exec(this.text.slice(at, at + 8))?.[0];
    if (quote === undefined) return undefined;
    return { start: at + quote.length, end: this.quoteEnd(at + quote.length, quote) };
  }

  /** Whether what stands in quotes is all of the value: the next field or line follows it. */
  private isWhole({ end }: Span, isLine: boolean): boolean {
    const after = this.text.slice(end + 1, end + 16);
    return (isLine ? /^[,;]?[ \t]*(?:\n|$)/ : /^["'\\]*[ \t]*(?:[,;)}\]&<\n]|$)/).test(after);
  }

  private quoteEnd(from: number, quote: string): number {
    const { text } = this;
    for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 1)) {
      if (quote.length > 1 || this.backslashesBefore(at) % 2 === 0) return at;
    }
    return text.length;
  }

  /** The quote right before a place, with the backslashes that escape it. */
  private quoteBefore(at: number): string | undefined {
    const quote = this.text[at - 1];
    if (quote !== '"' && quote !== "'") return undefined;
    return '\\'.repeat(this.backslashesBefore(at - 1)) + quote;
  }

  private backslashesBefore(at: number): number {
    let count = 0;
    while (this.text[at - 1 - count] === '\\') count += 1;
    return count;
  }

  /** Whether nothing but white space, quotes and the like precedes a place on its line. */
  private isLineStart(at: number): boolean {
    let first = at;
    while (first > 0 && at - first < 32 && /[ \t"'{(-]/.test(this.text[first - 1] ?? ''))
      first -= 1;
    return first === 0 || this.text[first - 1] === '\n';
  }

  private run(at: number, pattern: RegExp): Span {
    return { start: at, end: this.skip(at, pattern) };
  }

  /** The end of what a sticky pattern matches at a place; the place itself where it does not. */
  private skip(at: number, pattern: RegExp): number {
    pattern.lastIndex = at;
    return pattern.test(this.text) ? pattern.lastIndex : at;
  }
}

/** Values that hide nothing, whatever they belong to. */
const innocentValue = /^(?:yes|no|true|false|on|off|none|null|nil|undefined|auto|ask|\d)?$/i;
/** What stands for a file, or for columns to sort by, where something is called a key. */
const innocentKey =
  /^(?:(?:~|\.{1,2}|\/[\w.-]+)\/[\w./~-]+|[\w./~-]+\.(?:pem|key|crt|cer|pub|p12|pfx|json|asc|gpg|der|txt|jks)|\d{1,2}(?:[.,]\d{1,2}){0,3}[a-zA-Z]{0,2})$/;

/** Whether what belongs to a name is worth hiding. */
export function isSecretValue(value: string, strength?: NameStrength): boolean {
  if (value.length > 200) return true;
  return !innocentValue.test(value.trim()) && !(strength === 'key' && innocentKey.test(value));
}
