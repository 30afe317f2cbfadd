import { cutText } from '../base/cleanText';
import type { ShellWord } from '../base/shellWords';
import { CommandScan } from './redaction/commandScan';
import { applyEdits, type Edit, editsInLine, redact } from './redaction/edit';
import { redaction } from './redaction/mark';
import { isSecretFile } from './redaction/secretNames';
import { secretsInText, type TextKind } from './redaction/secretsInText';
import { type SimpleCommand, simpleCommands } from './redaction/simpleCommands';

/** How many times quotes and substitutions are opened; no command is nested that deep. */
const maxDepth = 6;
const maxPasses = 5;
/** Longer than what people type; the rest is redacted unread. */
const maxLength = 32_768;

/**
 * Puts a mark in place of the secrets of a command line: values of flags, variables, headers and fields
 * that are named like one, passwords in addresses and pipes, tokens and keys of known forms. Where it is
 * not certain, it redacts. Redacting twice changes nothing more.
 */
export function redactSecrets(command: string): string {
  let text = cutText(command, maxLength);
  // What is left can read differently, so it is searched again until nothing more is found.
  for (let pass = 0; pass < maxPasses; pass += 1) {
    const redacted = applyEdits(text, new SecretSearch(text, 'command', 0).edits);
    if (redacted === text) break;
    text = redacted;
  }
  return command.length > maxLength ? text + redaction : text;
}

/** The secrets of one text, and of all that is nested in it. */
class SecretSearch {
  readonly edits: Edit[];
  /** Whether a command in it takes a password from its input. */
  readsPassword = false;

  constructor(
    private readonly text: string,
    private readonly kind: TextKind,
    private readonly depth: number,
  ) {
    this.edits = secretsInText(text, kind);
    if (depth < maxDepth) this.searchCommands(simpleCommands(text));
  }

  private searchCommands(commands: readonly SimpleCommand[]): void {
    const scans = commands.map((command) => this.scan(command));
    let redactedUpTo = 0;
    for (const [index, { command, scan }] of scans.entries()) {
      const isStored = command.targets.some(({ text }) => isSecretFile(text));
      this.readsPassword ||= scan.readsPassword;
      if (!isStored && !scan.readsPassword) continue;
      if (isStored) scan.redactPrinted();
      this.redactInput(command);
      const sources = scans.slice(Math.max(command.pipeStart, redactedUpTo), index);
      for (const source of sources) {
        source.scan.redactPrinted();
        this.redactInput(source.command);
      }
      redactedUpTo = index;
    }
    for (const { scan } of scans) this.add(scan.edits);
  }

  private scan(command: SimpleCommand): { command: SimpleCommand; scan: CommandScan } {
    const { words, hereStrings, hereDocuments, targets } = command;
    const scan = new CommandScan(words, this.kind);
    const kind = scan.isWrapper ? 'command' : 'data';
    for (const word of [...words, ...hereStrings, ...targets]) {
      const readsPassword = this.searchWord(word, kind);
      if (scan.isWrapper) scan.readsPassword ||= readsPassword;
    }
    for (const { start, end } of hereDocuments) this.searchPart(start, end, kind);
    if (!scan.isTextReader)
      for (const { start, end } of hereStrings) this.add([redact(start, end)]);
    return { command, scan };
  }

  /** Searches what is in a word's quotes and substitutions. Says whether a command there reads a password. */
  private searchWord(word: ShellWord, kind: TextKind): boolean {
    if (!word.originOf) {
      for (const { start, end } of word.substitutions) this.searchPart(start, end, 'command');
      return false;
    }
    const inside = new SecretSearch(word.text, kind, this.depth + 1);
    for (const edit of inside.edits) this.add(editsInLine(word, edit));
    return inside.readsPassword;
  }

  private searchPart(start: number, end: number, kind: TextKind): void {
    const { edits } = new SecretSearch(this.text.slice(start, end), kind, this.depth + 1);
    this.add(
      edits.map(({ text, ...edit }) => ({
        start: start + edit.start,
        end: start + edit.end,
        text,
      })),
    );
  }

  private redactInput({ hereStrings, hereDocuments }: SimpleCommand): void {
    for (const { start, end } of [...hereStrings, ...hereDocuments]) this.add([redact(start, end)]);
  }

  /** Not with a spread: the edits of a long text can be more than a call takes arguments. */
  private add(edits: readonly Edit[]): void {
    for (const edit of edits) this.edits.push(edit);
  }
}
