import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { html, nothing, type TemplateResult } from 'lit-html';
import { closeIcon } from './icons';

/** Makes the controls known to the browser; before the first render. */
export function defineControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField());
}

/**
 * A button with words on it.
 *
 * @param name  what screen readers say when the words alone are too few; begins with them
 */
export function textButton(words: string, onClick: () => void, name = words): TemplateResult {
  return html`<vscode-button appearance="secondary" aria-label=${name} @click=${onClick}
    >${words}</vscode-button
  >`;
}

/** A button that is only an icon; its name is also its tooltip. */
export function iconButton(
  name: string,
  icon: TemplateResult,
  onClick: () => void,
): TemplateResult {
  return html`<vscode-button appearance="icon" aria-label=${name} title=${name} @click=${onClick}
    >${icon}</vscode-button
  >`;
}

/**
 * A field that searches while its reader types; Escape or the button in it empty it.
 *
 * @param label  its name; shown nowhere but to screen readers
 */
export function searchField(
  label: string,
  value: string,
  onInput: (value: string) => void,
): TemplateResult {
  const input = (event: Event): void => onInput((event.target as HTMLInputElement).value);
  const escape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') onInput('');
  };
  const clear = (event: Event): void => {
    const field = (event.currentTarget as HTMLElement).closest<HTMLElement>('vscode-text-field');
    onInput('');
    field?.focus(); // the button is gone, the focus must not be
  };
  return html`<vscode-text-field
    class="search"
    placeholder="Search"
    .value=${value}
    @input=${input}
    @keydown=${escape}
    >${label}${
      value === ''
        ? nothing
        : html`<vscode-button
            slot="end"
            appearance="icon"
            aria-label="Clear search"
            title="Clear search"
            @click=${clear}
            >${closeIcon}</vscode-button
          >`
    }</vscode-text-field
  >`;
}
