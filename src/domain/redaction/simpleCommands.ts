import { type ShellWord, shellTokens } from '../../base/shellWords';

/** One command of a command line, between two operators. */
export interface SimpleCommand {
  words: ShellWord[];
  /** Words that are its input. */
  hereStrings: ShellWord[];
  /** Offsets of lines, and of other commands' output, that are its input. */
  hereDocuments: { start: number; end: number }[];
  /** Files that its output goes to. */
  targets: ShellWord[];
  /** Index of the first command whose output can become its input; its own, if there is none. */
  pipeStart: number;
}

const inputOperators: ReadonlySet<string> = new Set(['<', '<&', '>&', '<<', '<<-']);
const outputOperators: ReadonlySet<string> = new Set(['>', '>>', '>|', '&>', '&>>', '<>']);

/** Splits a command line into its commands, those in groups and subshells included, in order. */
export function simpleCommands(line: string): SimpleCommand[] {
  const commands: SimpleCommand[] = [];
  const groups: { pipeStart: number; isPiped: boolean }[] = [];
  const owners: SimpleCommand[] = [];
  let pipeStart = 0;
  let command: SimpleCommand | undefined;
  let redirection = '';

  const current = (): SimpleCommand => {
    if (!command) {
      command = { words: [], hereStrings: [], hereDocuments: [], targets: [], pipeStart };
      commands.push(command);
    }
    return command;
  };
  const endPipeline = (): void => {
    const group = groups.at(-1);
    command = undefined;
    pipeStart = group?.isPiped ? group.pipeStart : commands.length;
  };
  const open = (): void => {
    command = undefined;
    groups.push({ pipeStart, isPiped: pipeStart < commands.length });
  };
  const close = (): void => {
    command = undefined;
    pipeStart = groups.pop()?.pipeStart ?? pipeStart;
  };

  for (const token of shellTokens(line)) {
    if (token.kind === 'hereDocument') {
      owners.shift()?.hereDocuments.push({ start: token.start, end: token.end });
    } else if (token.kind === 'operator') {
      redirection = '';
      if (token.text === '|' || token.text === '|&') command = undefined;
      else if (token.text === '(') open();
      else if (token.text === ')') close();
      else if (!/[<>]/.test(token.text)) endPipeline();
      else {
        redirection = token.text;
        if (redirection.startsWith('<<') && redirection !== '<<<') owners.push(current());
      }
    } else if (redirection === '<<<') {
      current().hereStrings.push(token.word);
      redirection = '';
    } else if (outputOperators.has(redirection)) {
      current().targets.push(token.word);
      redirection = '';
    } else if (inputOperators.has(redirection)) {
      if (token.word.text.startsWith('<(')) current().hereDocuments.push(token.word);
      redirection = '';
    } else if (!command && token.word.text === '{') open();
    else if (!command && token.word.text === '}') close();
    else current().words.push(token.word);
  }
  return commands;
}
