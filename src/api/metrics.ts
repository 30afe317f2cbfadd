import * as v from 'valibot';
import type { Clock } from '../base/clock';
import { data } from './envelope';
import { path } from './path';
import type { Refusal } from './call';
import type { Request } from './request';

/** How the values of a step become one. */
export type MetricFunction =
  | 'count'
  | 'distinct'
  | 'mean'
  | 'median'
  | 'mode'
  | 'avg'
  | 'stddev'
  | 'derivative'
  | 'max'
  | 'min'
  | 'first'
  | 'last'
  | 'percentile_95'
  | 'percentile_99';

/** Distance of a query's points. */
export type MetricStep = '1s' | '10s' | '30s' | '1m' | '5m' | '15m';

/** A time span, both ends included. */
export interface TimeRange {
  from: Date;
  to: Date;
}

/** What to read of recorded metrics. */
export interface MetricsQuery extends TimeRange {
  /** A range that began more than 7 days ago takes steps of a minute or more. */
  step: MetricStep;
  /** At least one; `metric` is group and field, such as `cpu.usage_idle`. */
  metrics: readonly { function: MetricFunction; metric: string }[];
  /** Only points with these tags, beside those of the project. */
  tags?: Readonly<Record<string, string>>;
  /** Names of tags by whose values points are kept apart. */
  groupBy?: readonly string[];
  /** Of the times; ascending unless given. */
  sort?: 'asc' | 'desc';
}

/** One line of a chart. */
export interface MetricSeries {
  function: string;
  group: string;
  /** Field of the group. */
  name: string;
  tags: Readonly<Record<string, string>>;
  /** One for each time; null where nothing was recorded. */
  values: readonly (number | null)[];
}

/** What a query found. */
export interface MetricsTable {
  /** Milliseconds since 1970, rounded: the service counts nanoseconds. */
  times: readonly number[];
  /** One for each metric and combination of tags. */
  series: readonly MetricSeries[];
}

/** Whose metrics to look for. */
export type MetricsEntity = 'device' | 'deployment' | 'project' | 'organization';

/** The names of one metric group: its fields, or its tags. */
export interface MetricGroup {
  group: string;
  names: readonly string[];
}

/** What queries have to name beside what they ask for. */
interface Scope {
  project?: string | undefined;
  organization?: string | undefined;
  clock: Clock;
}

const dayMs = 86_400_000;
const longSteps: ReadonlySet<MetricStep> = new Set(['1m', '5m', '15m']);

/**
 * The recorded values of metrics, and what there is of them.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/metrics.py, core_api_client.py
 */
export class MetricsApi {
  constructor(
    private readonly request: Request,
    private readonly scope: Scope,
  ) {}

  /** Reads recorded values. Tried again after a passing failure: it is a POST, but only reads. */
  query(query: MetricsQuery, signal?: AbortSignal): Promise<MetricsTable> {
    const { project = '', organization = '' } = this.scope;
    const tags = { ...query.tags, tenant_id: project, organization_id: organization };
    const groupBy = query.groupBy ?? [];
    return this.request(
      {
        method: 'POST',
        part: 'metrics',
        path: 'query/',
        body: {
          from: isoText(query.from),
          to: isoText(query.to),
          step: query.step,
          sort: query.sort ?? 'asc',
          metrics: query.metrics.map((one) => ({
            function: one.function,
            metric_name: one.metric,
          })),
          tags: Object.fromEntries(
            Object.entries(tags).map(([name, value]) => [name, { operator: 'eq', value }]),
          ),
          ...(groupBy.length > 0 && { groupby: groupBy }),
        },
        answer: data(table),
        refusal: this.refusalOf(query),
        isRepeatable: true,
      },
      signal,
    );
  }

  /**
   * Lists the metrics recorded for an entity in a time. For an organization the original client wants
   * the time to begin more than 7 days ago; so with its tags and their values.
   */
  listMetrics(
    entity: MetricsEntity,
    id: string,
    range: TimeRange,
    signal?: AbortSignal,
  ): Promise<readonly MetricGroup[]> {
    const answer = data(metricNames);
    return this.request(
      { ...discovery(range), path: path`metrics/${entity}/${id}`, answer },
      signal,
    );
  }

  /** Lists the tags that metrics of an entity had in a time. */
  listTagKeys(
    entity: MetricsEntity,
    id: string,
    range: TimeRange,
    signal?: AbortSignal,
  ): Promise<readonly MetricGroup[]> {
    const answer = data(tagKeys);
    return this.request({ ...discovery(range), path: path`tags/${entity}/${id}`, answer }, signal);
  }

  /** Lists the values that one tag of an entity's metrics had in a time. */
  listTagValues(
    entity: MetricsEntity,
    id: string,
    tag: string,
    range: TimeRange,
    signal?: AbortSignal,
  ): Promise<readonly string[]> {
    const answer = data(tagValues);
    return this.request(
      { ...discovery(range), path: path`tags/${entity}/${id}/${tag}`, answer },
      signal,
    );
  }

  private refusalOf({ from, to, step, metrics }: MetricsQuery): Refusal | undefined {
    const { project, organization, clock } = this.scope;
    if (!project || !organization) {
      return { reason: 'parameterMissing', message: 'a query needs a project and organization' };
    }
    if (metrics.length === 0) return invalid('a query needs at least one metric');
    if (from > to) return invalid('the range ends before it begins');
    const isOld = clock.now() - from.getTime() > 7 * dayMs;
    return isOld && !longSteps.has(step)
      ? invalid('a range that began more than 7 days ago takes steps of 1m, 5m or 15m')
      : undefined;
  }
}

function invalid(message: string): Refusal {
  return { reason: 'invalidParameter', message };
}

function isoText(date: Date): string {
  return date.toISOString().replace('Z', '+00:00');
}

function discovery({ from, to }: TimeRange) {
  return {
    method: 'GET',
    part: 'metrics',
    query: { start_date: isoText(from), end_date: isoText(to) },
    refusal: from > to ? invalid('the range ends before it begins') : undefined,
  } as const;
}

const strings = v.nullish(v.array(v.string()), []);
const column = v.object({
  name: v.string(),
  function: v.nullish(v.string()),
  metric_group: v.nullish(v.string()),
  tag_names: strings,
  tag_values: v.nullish(v.array(v.nullable(v.string()))),
});
const row = v.nullable(v.array(v.nullable(v.number())));
const isPresent = (value: unknown): boolean => value !== null;

/** Column-major: `rows[i]` is the whole series of `columns[i]`; the first has the times. */
const table = v.pipe(
  v.object({ columns: v.nullable(v.array(column)), rows: v.nullable(v.array(row)) }),
  v.transform(({ columns, rows }) => ({
    columns: columns ?? [],
    rows: (rows ?? []).map((values) => values ?? []),
  })),
  v.check(
    ({ columns, rows }) => columns.length === rows.length,
    'a table with as many rows as columns',
  ),
  v.check(
    ({ columns: [first], rows }) =>
      (first === undefined || (first.name === 'timestamp' && (rows[0] ?? []).every(isPresent))) &&
      rows.every(({ length }) => length === rows[0]?.length),
    'a table of times and series as long',
  ),
  v.transform(({ columns, rows }): MetricsTable => ({
    // A number holds nanoseconds of our time to within 128, so whole milliseconds come out exactly.
    times: (rows[0] ?? []).map((nanoseconds) => Math.round((nanoseconds ?? 0) / 1e6)),
    series: columns.slice(1).map((wire, index) => ({
      function: wire.function ?? '',
      group: wire.metric_group ?? '',
      name: wire.name,
      tags: Object.fromEntries(
        wire.tag_names.map((name, position) => [name, wire.tag_values?.[position] ?? '']),
      ),
      values: rows[index + 1] ?? [],
    })),
  })),
);

const metricNames = v.pipe(
  v.object({
    metrics: v.nullable(v.array(v.object({ metric_group: v.string(), metric_names: strings }))),
  }),
  v.transform(({ metrics }): readonly MetricGroup[] =>
    (metrics ?? []).map((wire) => ({ group: wire.metric_group, names: wire.metric_names })),
  ),
);

const tagKeys = v.pipe(
  v.object({
    tag_keys: v.nullable(v.array(v.object({ metric_group: v.string(), tags: strings }))),
  }),
  v.transform(({ tag_keys }): readonly MetricGroup[] =>
    (tag_keys ?? []).map((wire) => ({ group: wire.metric_group, names: wire.tags })),
  ),
);

const tagValues = v.pipe(
  v.object({ tags_values: v.nullable(v.array(v.string())) }),
  v.transform(({ tags_values }): readonly string[] => tags_values ?? []),
);
