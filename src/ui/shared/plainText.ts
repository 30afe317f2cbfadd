import { cleanLine } from '../../base/cleanText';

/**
 * Makes text from outside fit for a notification: one line, and no `[text](link)`,
 * which VS Code would turn into something to click.
 */
export function plainMessage(text: string, maxLength?: number): string {
  return cleanLine(text, maxLength).replaceAll('](', '] (');
}

/** Makes text from outside fit for a quick pick or a status bar, where `$(name)` would become an icon. */
export function plainLabel(text: string, maxLength?: number): string {
  return cleanLine(text, maxLength).replaceAll('$(', '\\$(');
}

/**
 * Escapes one line of text for Markdown: nothing in it becomes markup, an entity or a link, bare URLs
 * included, and its spaces stay places where a line may break.
 */
export function escapeMarkdown(line: string): string {
  return line.replace(/[!-/:-@[-`{-~]/g, '\\$&'); // all ASCII punctuation: CommonMark, backslash escapes
}
