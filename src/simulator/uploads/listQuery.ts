import { fieldsOf, queryValues } from '../context';
import { Refusal } from '../refusal';
import type { Upload } from './upload';

type Row = Readonly<Record<string, string | number>>;

function rowOf(upload: Upload): Row {
  return {
    filename: upload.request.fileName,
    status: upload.status,
    total_size: upload.totalBytes,
    created_at: upload.createdAt,
    updated_at: upload.updatedAt,
  };
}

/**
 * Sorts, filters and pages uploads as v1's list does: `sort` is a column with `-` for
 * descending; `page` is `{"size","number"}` counted from 1; `filter` is a tree of `and` and `or`
 * over `{column: value}` and `{column: {"like": "%part%"}}`. The last two are JSON text.
 *
 * @throws {Refusal} 400 on any parameter that is not so
 * @see rapyuta-io-sdk tests/logs_test.py
 */
export function listUploads(uploads: readonly Upload[], query: unknown): Upload[] {
  const [filter] = queryValues(query, 'filter');
  const [sort] = queryValues(query, 'sort');
  const [page] = queryValues(query, 'page');
  const condition = filter === undefined ? undefined : parsed('filter', filter);
  const chosen = uploads.filter(
    (upload) => condition === undefined || fits(rowOf(upload), condition),
  );
  if (sort !== undefined) chosen.sort(order(sort));
  return page === undefined ? chosen : pageOf(chosen, parsed('page', page));
}

function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, `Invalid ${name} parameters.`);
  }
}

function order(sort: string): (left: Upload, right: Upload) => number {
  const column = sort.replace(/^-/, '');
  const sign = sort.startsWith('-') ? -1 : 1;
  return (leftUpload, rightUpload) => {
    const left = valueOf(rowOf(leftUpload), column);
    const right = valueOf(rowOf(rightUpload), column);
    return left === right ? 0 : left < right ? -sign : sign;
  };
}

function pageOf(uploads: readonly Upload[], page: unknown): Upload[] {
  const { size, number } = fieldsOf(page);
  if (!isPositive(size))
    throw new Refusal(400, 'Invalid pagination parameters. Page size should be greater than 1.');
  if (!isPositive(number))
    throw new Refusal(400, 'Invalid pagination parameters. Page number should be greater than 0.');
  return uploads.slice((number - 1) * size, number * size);
}

function isPositive(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

function fits(row: Row, condition: unknown): boolean {
  return Object.entries(fieldsOf(condition)).every(([key, wanted]) => {
    if (key === 'and') return parts(wanted).every((part) => fits(row, part));
    if (key === 'or') return parts(wanted).some((part) => fits(row, part));
    const value = valueOf(row, key);
    const { like } = fieldsOf(wanted);
    return typeof like === 'string' ? isLike(String(value), like) : value === wanted;
  });
}

function parts(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Refusal(400, 'Invalid filter parameters.');
}

function valueOf(row: Row, column: string): string | number {
  const value = Object.hasOwn(row, column) ? row[column] : undefined;
  if (value === undefined) throw new Refusal(400, `Invalid column ${column}.`);
  return value;
}

/** SQL's LIKE: `%` stands for any text and `_` for any one character. */
function isLike(text: string, pattern: string): boolean {
  const source = pattern
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
