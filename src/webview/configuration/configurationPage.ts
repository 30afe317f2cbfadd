import { counted } from '../../domain/timeText';
import { html, nothing, type TemplateResult } from 'lit-html';
import { assertNever } from '../../base/assertNever';
import type {
  ConfigurationState,
  ConfigurationTables,
  FromPage,
  ViewState,
} from '../../protocol/configuration';
import { iconButton, searchField, textButton } from '../shared/controls';
import { filterRows } from '../shared/filterRows';
import { refreshIcon } from '../shared/icons';
import type { PageActions, PageModel } from '../shared/page';
import { configurationTable } from './configurationTable';

/** The page "Labels and configuration" of one device. */
export function configurationPage(
  model: PageModel<ConfigurationState, ViewState>,
  { copy, send, setViewState }: PageActions<ViewState, FromPage>,
): TemplateResult {
  const { device, state } = model;
  const { search } = model.viewState;
  const refresh = (): void => send({ type: 'refresh' });
  const table = (title: string, one: string, rows: ConfigurationTables['labels']): TemplateResult =>
    configurationTable({ title, noun: { one, many: `${one}s` }, rows, search }, copy);
  return html`<div class="progress" ?hidden=${state.kind !== 'loading'}></div>
    <main aria-busy=${state.kind === 'loading' ? 'true' : 'false'}>
      <h1>${device.name}</h1>
      <p class="subtitle">Labels and configuration</p>
      <div class="top">
        <div class="toolbar">
          ${searchField('Search labels and config variables', search, (text) =>
            setViewState({ search: text }),
          )}
          ${iconButton('Refresh', refreshIcon, refresh)}
        </div>
        <p class="status" role="status">${statusText(model)}</p>
        ${banner(state, refresh)}
      </div>
      ${
        state.tables
          ? [
              table('Labels', 'label', state.tables.labels),
              table('Config variables', 'config variable', state.tables.variables),
            ]
          : nothing
      }
    </main>`;
}

function banner(state: ConfigurationState, refresh: () => void): TemplateResult | typeof nothing {
  const older = state.tables ? `Showing what was read at ${timeText(state.tables)}.` : '';
  switch (state.kind) {
    case 'loading':
    case 'ready':
      return nothing;
    case 'failed':
      return html`<div class="banner error" role="alert">
        <p>${state.message} ${older}</p>
        ${textButton('Try again', refresh)}
      </div>`;
    case 'absent':
      return html`<div class="banner warning" role="alert">
        <p>${state.message} ${older}</p>
      </div>`;
    default:
      return assertNever(state);
  }
}

function statusText({
  state: { kind, tables },
  viewState: { search },
  notice,
}: PageModel<ConfigurationState, ViewState>): string {
  if (kind === 'loading' && !tables) return 'Reading labels and config variables…';
  if (notice !== '') return notice;
  if (!tables) return '';
  if (search.trim() !== '') {
    const found = (rows: ConfigurationTables['labels'], noun: string): string =>
      `${filterRows(rows, search).length} of ${counted(rows.length, noun)}`;
    return `Found: ${found(tables.labels, 'label')} and ${found(tables.variables, 'config variable')}.`;
  }
  if (kind === 'loading') return 'Reading again…';
  return kind === 'ready' ? `Read at ${timeText(tables)}.` : '';
}

function timeText({ readAt }: ConfigurationTables): string {
  return new Date(readAt).toLocaleTimeString();
}
