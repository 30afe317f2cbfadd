import { Refusal } from '../refusal';
import { aggregates } from './aggregates';
import type { MetricsQuery } from './query';
import { type Series, sampleMs } from './series';

/** More samples than this are not read for one query. */
const maxSamples = 5_000_000;

type Column =
  | { readonly name: 'timestamp' }
  | {
      readonly function: string;
      readonly metric_group: string;
      readonly name: string;
      readonly tag_names: readonly string[];
      readonly tag_values: readonly string[];
    };

type Row = (number | null)[];

/** The answer to a query: `rows[i]` is the whole series of `columns[i]`, gaps are null. */
export interface MetricsTable {
  readonly columns: Column[];
  readonly rows: Row[];
}

/**
 * Evaluates a query over series that carry all their tags, one column for each metric and each
 * combination of the tags grouped by. The first column holds nanoseconds since 1970: a JavaScript
 * number holds those exactly, because they are multiples of a second and so of two to the ninth.
 *
 * @throws {Refusal} 400 when that would read too much
 */
export function evaluate(query: MetricsQuery, all: readonly Series[]): MetricsTable {
  const starts = stepStarts(query);
  const fitting = all.filter(({ tags }) =>
    Object.entries(query.tags).every(([name, value]) => tags[name] === value),
  );
  const samplesPerSeries = starts.length * Math.max(1, query.step / spacing(query.step));

  const columns: Column[] = [{ name: 'timestamp' }];
  const rows: Row[] = [starts.map((start) => start * 1e6)];
  for (const metric of query.metrics) {
    const measured = fitting.filter(
      ({ group, fields }) => group === metric.group && fields.includes(metric.field),
    );
    if (measured.length * samplesPerSeries > maxSamples) throw new Refusal(400, 'too many points');
    const rowOf = (members: readonly Series[]): Row =>
      starts.map((start) => {
        const samples = samplesWithin(members, metric.field, start, query);
        return samples.length === 0 ? null : aggregates[metric.function](samples);
      });
    const isRate = metric.function === 'derivative';
    for (const [values, members] of grouped(measured, query.groupBy)) {
      const parts = (isRate ? members.map((member) => [member]) : [members]).map(rowOf);
      if (parts.every((part) => part.every((value) => value === null))) continue;
      columns.push({
        function: metric.function,
        metric_group: metric.group,
        name: metric.field,
        tag_names: query.groupBy,
        tag_values: values,
      });
      rows.push(meanOf(isRate ? parts.map((part) => perSecond(part, query.step)) : parts));
    }
  }
  if (query.isDescending) for (const row of rows) row.reverse();
  return { columns, rows };
}

function stepStarts({ from, to, step }: MetricsQuery): number[] {
  const first = Math.floor(from / step) * step;
  const end = Math.min(to, Date.now());
  return Array.from(
    { length: Math.max(0, Math.ceil((end - first) / step)) },
    (_, index) => first + index * step,
  );
}

/** Long steps look at ten samples each: enough to draw, and a week of a fleet stays quick. */
function spacing(step: number): number {
  return Math.max(sampleMs, Math.ceil(step / 10 / sampleMs) * sampleMs);
}

function samplesWithin(
  members: readonly Series[],
  field: string,
  start: number,
  { from, to, step }: MetricsQuery,
): number[] {
  const between = spacing(step);
  const samples: number[] = [];
  const end = Math.min(start + step, to + 1);
  for (let time = Math.ceil(Math.max(start, from) / between) * between; time < end; time += between)
    for (const member of members) {
      const value = member.sample(field, time);
      if (value !== undefined) samples.push(value);
    }
  return samples;
}

function grouped(series: readonly Series[], groupBy: readonly string[]) {
  const groups = new Map<string, [values: string[], members: Series[]]>();
  for (const member of series) {
    const values = groupBy.map((name) => member.tags[name] ?? '');
    const key = JSON.stringify(values);
    const group = groups.get(key) ?? [values, []];
    group[1].push(member);
    groups.set(key, group);
  }
  return groups.values();
}

/**
 * Change per second since the step before, or since the sample before where steps are shorter.
 * A guess: no source tells the platform's unit of time.
 */
function perSecond(row: Row, step: number): Row {
  const distance = Math.max(1, sampleMs / step);
  return row.map((value, index) => {
    const before = row[index - distance] ?? null;
    return value === null || before === null ? null : ((value - before) * 1000) / (distance * step);
  });
}

/** The mean of several rows, of each step by those that have a value there. */
function meanOf(rows: readonly Row[]): Row {
  return (rows[0] ?? []).map((_, index) => {
    const values = rows.flatMap((row) => row[index] ?? []);
    return values.length === 0 ? null : aggregates.mean(values);
  });
}
