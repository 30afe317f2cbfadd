import type { ShellWord } from '../../base/shellWords';
import { type Edit, editsInLine, redact } from './edit';
import {
  partOf,
  printers,
  type Program,
  programOf,
  type SecretPart,
  textReaders,
} from './programs';
import { isSecretFile, type NameStrength, secretFlag, secretName } from './secretNames';
import { isSecretValue, type TextKind } from './secretsInText';

/** What is secret of the next word, unless that is a flag. */
interface Expected {
  part: SecretPart;
  strength?: NameStrength | undefined;
  /** The word can be a header's scheme, and the secret comes after it. */
  isHeader?: boolean;
}

const assignmentSign = /(?:\[\w*\])?[+:]?=|:/y;
const standaloneSign = /^(?:[^:=]*:|:?=|==|=>)$/;
const authorizationScheme = /^(?:basic|bearer|digest|negotiate|token)$/i;
const printfFormat = /^(?:%[-+ #\d.]*[bcdqs]|\\[nrt0\\]|\s)*$/;
const standardInput = /^(?:-|\/dev\/stdin|stdin|fd:0)$/;

/** Reads the words of one simple command, without its redirections, and finds the secrets among them. */
export class CommandScan {
  readonly edits: Edit[] = [];
  /** Whether it takes a password from its input. */
  readsPassword = false;
  /** Whether it runs another command, which can stand in one word in quotes. */
  isWrapper = false;
  /** Whether its input is a text or a script. */
  isTextReader = false;
  private isShell = false;
  private isAtProgram = true;
  private active: readonly Program[] = [];
  private positionals = 0;
  private expected: Expected | undefined;
  private takesValue = false;
  private redactsLast = false;
  private setsNames: Program['setsNames'];
  private isAboutSecret = false;
  private storesInput = false;

  /** @param kind  `data`: the words are read as a command to be sure, though they may be none */
  constructor(
    private readonly words: readonly ShellWord[],
    private readonly kind: TextKind,
  ) {
    words.forEach((word, index) => this.read(word, index));
    const last = words.at(-1);
    if (this.redactsLast && last) this.redactFrom(last, 0);
  }

  /** Redacts what the command prints, for when that is the password of another one. */
  redactPrinted(): void {
    const at = this.words.findIndex(({ text }) => printers.has(baseName(text)));
    if (at < 0) return;
    this.words.slice(at + 1).forEach((word, index, printed) => {
      const isFormat = index === 0 && printed.length > 1 && printfFormat.test(word.text);
      if (!isFormat && !/^-[neEc]+$/.test(word.text)) this.redactFrom(word, 0);
    });
  }

  private read(word: ShellWord, index: number): void {
    const { expected, takesValue } = this;
    const { text } = word;
    this.expected = undefined;
    this.takesValue = false;
    if (expected?.isHeader && authorizationScheme.test(text)) {
      this.expected = { part: 'all' };
    } else if (expected && (word.originOf || !/^-\w$|^--[A-Za-z]|^[:=]+$/.test(text))) {
      if (standardInput.test(text)) this.readsPassword = true;
      else this.redactFrom(word, 0, expected);
      this.readName(word, index);
    } else if (/^-./.test(text) && !(word.originOf && this.isSecretPositional())) {
      this.readFlag(word);
    } else if (!this.readSlashFlag(word) && !this.readAssignment(word, 0)) {
      this.readArgument(word, index, takesValue);
    }
  }

  /** Reads `--name value`, `--name=value`, `-n value`, `-nvalue` and `-abn value`. */
  private readFlag(word: ShellWord): void {
    const { text } = word;
    const [written = '', name = '', sign = ''] = /^--?([A-Za-z\d][\w.-]*)(=?)/.exec(text) ?? [];
    const part = this.partOfFlag(name);
    const strength = name.length > 1 ? secretFlag(name) : undefined;
    const isAlone = written === text && sign === '';
    this.takesValue = isAlone;
    if (/stdin|^with-token$/.test(name)) this.readsPassword = true;
    if (part && isAlone) this.expect(part);
    else if (part && sign) this.redactFrom(word, written.length, { part });
    else if (text[1] !== '-' && this.readLetters(word)) return;
    else if (strength && isAlone) this.expect('all', strength);
    else if (strength && sign) this.redactFrom(word, written.length, { part: 'all', strength });
    else if (sign) this.readAssignment(word, written.length);
  }

  /** Reads one-letter flags that are joined. Says whether one of them takes a secret. */
  private readLetters(word: ShellWord): boolean {
    const { text } = word;
    if (!this.active.some(({ values }) => values !== undefined)) return false;
    for (let at = 1; /[A-Za-z\d]/.test(text[at] ?? ''); at += 1) {
      const letter = text[at] ?? '';
      const isLast = at + 1 === text.length;
      const part = this.partOfFlag(letter);
      if (part === 'reads' || part === 'last') {
        this.expect(part);
      } else if (part && part !== 'none') {
        if (isLast) this.expect(part);
        else this.redactFrom(word, at + 1, { part });
        return true;
      } else if (part || this.active.some(({ values }) => values?.includes(letter))) {
        this.takesValue = isLast;
        return false;
      }
    }
    this.takesValue = false;
    return false;
  }

  private partOfFlag(name: string): SecretPart | undefined {
    const program = this.active.findLast(({ flags }) => Object.hasOwn(flags, name));
    return program?.flags[name] ?? (name === 'u' || name === 'user' ? 'word' : undefined);
  }

  private expect(part: SecretPart, strength?: NameStrength): void {
    if (part === 'reads') this.readsPassword = true;
    else if (part === 'last') this.redactsLast = true;
    else if (part !== 'none' && part !== 'joined') this.expected = { part, strength };
  }

  /** Reads `/password:value`, as programs that come from Windows have it. */
  private readSlashFlag(word: ShellWord): boolean {
    const [written, name = ''] = /^\/([A-Za-z]+):(?=[^/])/.exec(word.text) ?? [];
    if (written === undefined) return false;
    const isSecret = secretName(name) === 'secret' || this.partOfFlag(name) === 'all';
    if (isSecret) this.redactFrom(word, written.length);
    return isSecret;
  }

  /** Reads `NAME=value` and `name:value`, at `from` or, outside quotes, anywhere. Says whether it is secret. */
  private readAssignment(word: ShellWord, from: number): boolean {
    const { text } = word;
    const identifier = /[A-Za-z_][\w.-]*/g;
    identifier.lastIndex = from;
    for (let found = identifier.exec(text); found; found = identifier.exec(text)) {
      const strength = secretName(found[0]);
      assignmentSign.lastIndex = identifier.lastIndex;
      const [sign] = (strength && assignmentSign.exec(text)) ?? [];
      if (strength === undefined || sign === undefined) continue;
      const start = assignmentSign.lastIndex;
      const isQuoted = word.originOf?.(start - 1).quotes !== undefined;
      if (isQuoted && (sign === ':' || found.index > from || this.isShell)) continue;
      // Else a port, a mounted folder or the version of an image.
      const isSure = strength === 'secret' && text[start] !== '/' && this.kind === 'command';
      if (sign === ':' && !(isSure && !/[/@]/.test(text[found.index - 1] ?? ''))) continue;
      if (start < text.length) this.redactFrom(word, start, { part: 'all', strength });
      return start < text.length;
    }
    return false;
  }

  private readArgument(word: ShellWord, index: number, isValue: boolean): void {
    const { text } = word;
    if (this.isAtProgram && /^\w+=/.test(text)) return; // a variable for the program that follows
    const name = baseName(text);
    if (textReaders.has(name)) this.isTextReader = true;
    if (name === 'read' || name === 'tee') this.storesInput = true;
    if (name === 'login') this.isAboutSecret = true;
    const current = this.active.at(-1);
    const part = partOf(name, current);
    // An argument on the way to a secret one can be called like a program.
    const program = part ?? (current?.secretFrom === undefined ? programOf(name) : undefined);
    if (this.isSecretPositional()) this.readPositional(word, index);
    else if (program) this.enter(program, part || isValue ? this.active : []);
    else if (standaloneSign.test(text)) this.readSign(text, index);
    else this.readPositional(word, index);
    this.isAtProgram = this.isWrapper;
  }

  /** Takes note of a program, or of a word after which its arguments mean something else. */
  private enter(program: Program, others: readonly Program[]): void {
    if (program.readsPassword && this.isAtProgram) this.readsPassword = true;
    this.active = [...others.slice(-3), program];
    this.positionals = 0;
    if (program.isWrapper) {
      this.isWrapper = true;
      this.isShell = program.isShell === true;
    }
    if (this.setsNames !== 'key') this.setsNames = program.setsNames ?? this.setsNames;
  }

  /** Reads `name:` or `name =`, with the value in the next word. */
  private readSign(text: string, index: number): void {
    if (this.kind === 'data') return; // where a value is found to its end
    const name = /^[=:]/.test(text) ? this.textAt(index - 1) : text.slice(0, -1);
    const strength = secretName(name);
    if (strength) this.expected = { part: 'all', strength, isHeader: /auth/i.test(name) };
  }

  private readPositional(word: ShellWord, index: number): void {
    // As in `user name password`, a line for ftp.
    const isLogin = index === 2 && /^user \w/.test(`${this.textAt(0)} ${this.textAt(1)}`);
    if (isLogin || this.isSecretPositional()) this.redactFrom(word, 0);
    this.positionals += 1;
    this.readName(word, index);
  }

  /** Whether the next argument that is no flag is a secret. */
  private isSecretPositional(): boolean {
    const secretFrom = this.active.at(-1)?.secretFrom;
    return secretFrom !== undefined && this.positionals >= secretFrom;
  }

  private textAt(index: number): string {
    return this.words[index]?.text ?? '';
  }

  /** Reads a word that can be the name of what comes next, or of where the input goes. */
  private readName({ text }: ShellWord, index: number): void {
    if (this.storesInput && isSecretFile(text)) this.readsPassword = true;
    if (this.isAboutSecret && standardInput.test(text)) this.readsPassword = true;
    const name = /^[\w.:/@~$-]{1,200}$/.test(text) ? baseName(text) : '';
    if (name === '' || /^wpa/i.test(name)) return; // such as `wpa-psk`, a kind of protection
    this.isAboutSecret ||= secretName(name) === 'secret';
    const strength = secretFlag(name);
    const isSet = /^keys?$/.test(name) ? this.setsNames === 'key' : this.setsNames !== undefined;
    const isField = index === 0 && /^(?:password|passphrase|psk|pw|secret)$/i.test(text);
    if (isField || (isSet && strength)) this.expect('all', strength);
  }

  private redactFrom(word: ShellWord, from: number, expected: Expected = { part: 'all' }): void {
    const { part, strength } = expected;
    let start = from;
    let end = word.text.length;
    if (part !== 'all' && part !== 'joined') {
      const at = word.text.indexOf(part === 'word' ? ':' : part, from);
      // Numbers are the ids of a user and a group; two slashes follow the scheme of an address.
      const isOther = part === 'word' && /^(?:\d*$|\/\/)/.test(word.text.slice(at + 1));
      if (at < 0 || isOther) return;
      if (at === end - 1) end = at;
      else if (part !== '=') start = at + 1;
    }
    if (!isSecretValue(word.text.slice(start, end), strength)) return;
    const isWhole = start === 0 && end === word.text.length;
    const edits = isWhole ? [redact(word.start, word.end)] : editsInLine(word, redact(start, end));
    this.edits.push(...edits);
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
