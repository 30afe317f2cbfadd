import { html, type TemplateResult } from 'lit-html';

/** Draws lines on a 16 by 16 grid in the colour of the text around; screen readers pass over it. */
const icon = (lines: string): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path d=${lines} fill="none" stroke="currentColor" />
  </svg>`;

export const closeIcon = icon('M4 4l8 8M12 4l-8 8');
export const copyIcon = icon('M5.5 4.5v-3h8v9h-3M2.5 4.5h8v10h-8z');
export const lockIcon = icon('M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5');
export const refreshIcon = icon('M13.5 8a5.5 5.5 0 1 1-1.6-3.9L13.5 5.7M13.5 2v3.7H9.8');
