import { html, nothing, type TemplateResult } from 'lit-html';
import { assertNever } from '../base/assertNever';
import type { ConfigurationTables, ConfigurationView } from '../protocol/configuration';
import { configurationTable, type Copy } from './configurationTable';
import { iconButton, searchField, textButton } from './controls';
import { filterRows } from './filterRows';
import { refreshIcon } from './icons';

/** All that the page shows. */
export interface PageModel {
  view: ConfigurationView;
  search: string;
  /** What the reader's last action did, in a sentence; empty for nothing to tell. */
  notice: string;
}

export interface PageActions {
  search: (text: string) => void;
  refresh: () => void;
  copy: Copy;
}

/** The page "Labels and configuration" of one device. */
export function configurationPage(model: PageModel, actions: PageActions): TemplateResult {
  const { view, search } = model;
  const table = (title: string, one: string, rows: ConfigurationTables['labels']): TemplateResult =>
    configurationTable({ title, noun: { one, many: `${one}s` }, rows, search }, actions.copy);
  return html`<div class="progress" ?hidden=${view.kind !== 'loading'}></div>
    <main aria-busy=${view.kind === 'loading' ? 'true' : 'false'}>
      <h1>${view.device.name}</h1>
      <p class="subtitle">Labels and configuration</p>
      <div class="top">
        <div class="toolbar">
          ${searchField('Search labels and config variables', search, actions.search)}
          ${iconButton('Refresh', refreshIcon, actions.refresh)}
        </div>
        <p class="status" role="status">${statusText(model)}</p>
        ${banner(view, actions)}
      </div>
      ${
        view.tables
          ? [
              table('Labels', 'label', view.tables.labels),
              table('Config variables', 'config variable', view.tables.variables),
            ]
          : nothing
      }
    </main>`;
}

function banner(view: ConfigurationView, actions: PageActions): TemplateResult | typeof nothing {
  const older = view.tables ? `What was read at ${timeText(view.tables)} is shown below.` : '';
  switch (view.kind) {
    case 'loading':
    case 'ready':
      return nothing;
    case 'failed':
      return html`<div class="banner error" role="alert">
        <p>${view.message} ${older}</p>
        ${textButton('Try again', actions.refresh)}
      </div>`;
    case 'gone':
      return html`<div class="banner warning" role="alert">
        <p>
          This device is not in the project that is open: it was deleted or moved, or another
          project was chosen. ${older}
        </p>
      </div>`;
    default:
      return assertNever(view);
  }
}

function statusText({ view, search, notice }: PageModel): string {
  const { kind, tables } = view;
  if (kind === 'loading' && !tables) return 'Reading labels and config variables…';
  if (notice !== '') return notice;
  if (!tables) return '';
  if (search.trim() !== '') {
    const [labels, variables] = [tables.labels, tables.variables].map(
      (rows) => `${filterRows(rows, search).length} of ${rows.length}`,
    );
    return `${labels} labels and ${variables} config variables match.`;
  }
  if (kind === 'loading') return 'Reading again…';
  return kind === 'ready' ? `Read at ${timeText(tables)}.` : '';
}

function timeText({ readAt }: ConfigurationTables): string {
  return new Date(readAt).toLocaleTimeString();
}
