import { cleanLine } from '../base/cleanText';

/**
 * Makes text from outside fit for a notification or a status text: one line, and no `[text](link)`,
 * which VS Code would turn into something to click.
 */
export function plainMessage(text: string, maxLength?: number): string {
  return cleanLine(text, maxLength).replaceAll('](', '] (');
}

/** Makes text from outside fit for a quick pick or a status bar, where `$(name)` would become an icon. */
export function plainLabel(text: string, maxLength?: number): string {
  return cleanLine(text, maxLength).replaceAll('$(', '\\$(');
}
