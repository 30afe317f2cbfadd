import { fieldsOf } from '../context';
import { Refusal } from '../refusal';
import { type MetricFunction, isMetricFunction } from './aggregates';

/**
 * A checked metrics query. Times are milliseconds since 1970.
 *
 * @see rapyuta-io-sdk rapyuta_io/clients/metrics.py
 */
export interface MetricsQuery {
  readonly from: number;
  readonly to: number;
  readonly step: number;
  readonly isDescending: boolean;
  readonly metrics: readonly { function: MetricFunction; group: string; field: string }[];
  /** Tag name -> the value it must have; always has `tenant_id` and `organization_id`. */
  readonly tags: Readonly<Record<string, string>>;
  readonly groupBy: readonly string[];
}

const second = 1000;
const minute = 60 * second;
const steps: ReadonlyMap<unknown, number> = new Map([
  ['1s', second],
  ['10s', 10 * second],
  ['30s', 30 * second],
  ['1m', minute],
  ['5m', 5 * minute],
  ['15m', 15 * minute],
]);
const weekMs = 7 * 24 * 60 * minute;
const maxSteps = 100_000;

/** @throws {Refusal} 400 naming the field that is missing or wrong */
export function parseMetricsQuery(body: unknown): MetricsQuery {
  const fields = fieldsOf(body);
  const from = parseTime('from', fields['from']);
  const to = parseTime('to', fields['to']);
  if (from > to) throw new Refusal(400, 'from should not be after to');
  const step = steps.get(fields['step']);
  if (step === undefined) throw new Refusal(400, 'invalid step');
  if (from < Date.now() - weekMs && step < minute)
    throw new Refusal(400, 'step should be 1m, 5m or 15m when from is more than 7 days ago');
  if ((to - from) / step > maxSteps) throw new Refusal(400, 'too many points');
  const sort = fields['sort'] ?? 'asc';
  const groupby = fields['groupby'] ?? [];
  if (sort !== 'asc' && sort !== 'desc') throw new Refusal(400, 'invalid sort');
  if (!isTexts(groupby)) throw new Refusal(400, 'groupby should be a list of strings');
  return {
    from,
    to,
    step,
    isDescending: sort === 'desc',
    metrics: parseMetrics(fields['metrics']),
    tags: parseTags(fields['tags']),
    groupBy: groupby,
  };
}

/**
 * Reads an ISO 8601 time; one without zone is UTC. A space stands for the plus sign of a zone,
 * which is what a plus in a query string becomes.
 */
export function parseTime(name: string, value: unknown): number {
  if (typeof value !== 'string' || value === '')
    throw new Refusal(400, `${name} parameter missing`);
  const text = value.replace(/ (?=\d\d:?\d\d$)/, '+');
  const isDayOrZoned = /^\d{4}-\d\d-\d\d$|(?:Z|[+-]\d\d:?\d\d)$/i.test(text);
  const time = Date.parse(isDayOrZoned ? text : `${text}Z`);
  if (Number.isNaN(time)) throw new Refusal(400, `invalid ${name}`);
  return time;
}

function parseMetrics(value: unknown): MetricsQuery['metrics'] {
  if (!Array.isArray(value) || value.length === 0)
    throw new Refusal(400, 'metrics parameter missing');
  return value.map((metric: unknown) => {
    const { function: name, metric_name: path } = fieldsOf(metric);
    if (!isMetricFunction(name)) throw new Refusal(400, 'invalid function');
    const [, group, field] = /^([^.]+)\.(.+)$/.exec(typeof path === 'string' ? path : '') ?? [];
    if (group === undefined || field === undefined) throw new Refusal(400, 'invalid metric_name');
    return { function: name, group, field };
  });
}

/** A tag is `{operator: 'eq', value}`; before 1.9.0 the SDK sent the value alone. */
function parseTags(value: unknown): Record<string, string> {
  const tags = Object.entries(fieldsOf(value)).map(([name, condition]) => {
    const { operator, value: wanted } =
      typeof condition === 'string' ? { operator: 'eq', value: condition } : fieldsOf(condition);
    if (operator !== 'eq' || typeof wanted !== 'string')
      throw new Refusal(400, `invalid condition for tag ${name}`);
    return [name, wanted] as const;
  });
  for (const name of ['tenant_id', 'organization_id'])
    if (!tags.some(([tag]) => tag === name)) throw new Refusal(400, `tag ${name} missing`);
  return Object.fromEntries(tags);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
