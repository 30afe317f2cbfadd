import { html, nothing, type TemplateResult } from 'lit-html';
import { repeat } from 'lit-html/directives/repeat.js';
import { cleanLine } from '../../base/cleanText';
import { isDotenvEntry, toDotenv } from '../../base/dotenv';
import type { Protection } from '../../domain/protection';
import type { ConfigurationRow } from '../../protocol/configuration';
import { iconButton, textButton } from '../shared/controls';
import { filterRows } from '../shared/filterRows';
import { copyIcon, lockIcon } from '../shared/icons';
import type { Copy } from '../shared/page';

/** One of the page's two tables. */
export interface TableModel {
  title: string;
  /** What its rows are called, such as `label` and `labels`. */
  noun: { one: string; many: string };
  rows: readonly ConfigurationRow[];
  search: string;
}

/** A heading with counts, buttons that copy what the search has left, and the rows. */
export function configurationTable(model: TableModel, copy: Copy): TemplateResult {
  const shown = filterRows(model.rows, model.search);
  const id = model.noun.many.replaceAll(' ', '-');
  return html`<section aria-labelledby=${id}>
    <div class="section-head">
      <h2 id=${id}>${model.title}</h2>
      <span class="count">${countText(model, shown)}</span>
      ${shown.length > 0 ? copyAllButtons(model, shown, copy) : nothing}
    </div>
    ${shown.length > 0 ? rowsTable(id, shown, copy) : emptyText(model)}
  </section>`;
}

function countText({ rows, search }: TableModel, shown: readonly ConfigurationRow[]): string {
  return search.trim() === '' ? String(rows.length) : `${shown.length} of ${rows.length}`;
}

function copyAllButtons(
  { noun }: TableModel,
  rows: readonly ConfigurationRow[],
  copy: Copy,
): TemplateResult {
  const those = `${rows.length} ${rows.length === 1 ? noun.one : noun.many}`;
  const comments = rows.filter((row) => !isDotenvEntry(row)).length;
  const remark =
    comments === 0
      ? ''
      : `; ${comments} of them as a comment, because a shell allows no such variable`;
  const copyDotenv = (): void => copy(toDotenv(rows), `${those} as .env${remark}`);
  const copyJson = (): void => copy(toJson(rows), `${those} as JSON`);
  return html`<div class="buttons">
    ${textButton('Copy as .env', copyDotenv, `Copy as .env: ${those}`)}
    ${textButton('Copy as JSON', copyJson, `Copy as JSON: ${those}`)}
  </div>`;
}

function toJson(rows: readonly ConfigurationRow[]): string {
  const values = Object.fromEntries(rows.map(({ key, value }) => [key, value]));
  return `${JSON.stringify(values, undefined, 2)}\n`;
}

function rowsTable(
  headingId: string,
  rows: readonly ConfigurationRow[],
  copy: Copy,
): TemplateResult {
  return html`<table aria-labelledby=${headingId}>
    <thead>
      <tr>
        <th scope="col" class="key">Key</th>
        <th scope="col">Value</th>
        <th scope="col" class="action"><span class="unseen">Copy</span></th>
      </tr>
    </thead>
    <tbody>
      ${repeat(
        rows,
        ({ id }) => id,
        (row) => tableRow(row, copy),
      )}
    </tbody>
  </table>`;
}

function tableRow({ key, value, protection }: ConfigurationRow, copy: Copy): TemplateResult {
  const what = `value of ${cleanLine(key)}`;
  return html`<tr>
    <th scope="row">${key}</th>
    <td>
      ${value === '' ? html`<span class="muted">empty</span>` : html`<div class="value">${value}</div>`}
      ${protection ? protectionNote(protection) : nothing}
    </td>
    <td class="action">
      ${iconButton(`Copy ${what}`, copyIcon, () => copy(value, `the ${what}`))}
    </td>
  </tr>`;
}

function protectionNote({ forbids, reason }: Protection): TemplateResult {
  const word = forbids === 'change' ? 'Read-only' : 'Cannot be deleted';
  return html`<div class="note">
    ${lockIcon}<span><strong>${word}.</strong> ${reason}</span>
  </div>`;
}

function emptyText({ noun, rows, search }: TableModel): TemplateResult {
  const text =
    rows.length === 0
      ? `This device has no ${noun.many}.`
      : `No ${noun.one} matches “${search.trim()}”.`;
  return html`<p class="muted">${text}</p>`;
}
