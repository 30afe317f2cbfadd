import * as v from 'valibot';
import type { Clock } from '../../base/clock';
import type {
  MetricGroup,
  MetricsEntity,
  MetricsQuery,
  MetricsTable,
  MetricStep,
  TimeRange,
} from '../../domain/metric';
import type { CallOptions } from '../core/call';
import { data } from '../core/envelope';
import type { CallProblem } from '../core/errors';
import { path } from '../core/path';
import type { Request } from '../core/request';
import { field, listOf, optionalListOf, text } from '../core/shapes';
import { timestampOf } from '../core/timestamp';

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
  query(query: MetricsQuery, options?: CallOptions): Promise<MetricsTable> {
    const { project = '', organization = '' } = this.scope;
    const tags = { ...query.tags, tenant_id: project, organization_id: organization };
    const groupBy = query.groupBy ?? [];
    return this.request({
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
      problem: this.problemOf(query),
      isRepeatable: true,
      options,
    });
  }

  /**
   * Lists the metrics recorded for an entity in a time. For an organization the original client wants
   * the time to begin more than 7 days ago; so with its tags and their values.
   */
  listMetrics(
    entity: MetricsEntity,
    id: string,
    range: TimeRange,
    options?: CallOptions,
  ): Promise<readonly MetricGroup[]> {
    const answer = data(metricNames);
    return this.request({
      ...discovery(range),
      path: path`metrics/${entity}/${id}`,
      answer,
      options,
    });
  }

  /** Lists the tags that metrics of an entity had in a time. */
  listTagKeys(
    entity: MetricsEntity,
    id: string,
    range: TimeRange,
    options?: CallOptions,
  ): Promise<readonly MetricGroup[]> {
    const answer = data(tagKeys);
    return this.request({ ...discovery(range), path: path`tags/${entity}/${id}`, answer, options });
  }

  /** Lists the values that one tag of an entity's metrics had in a time. */
  listTagValues(
    entity: MetricsEntity,
    id: string,
    tag: string,
    range: TimeRange,
    options?: CallOptions,
  ): Promise<readonly string[]> {
    const answer = data(tagValues);
    return this.request({
      ...discovery(range),
      path: path`tags/${entity}/${id}/${tag}`,
      answer,
      options,
    });
  }

  private problemOf({ from, to, step, metrics }: MetricsQuery): CallProblem | undefined {
    const { project, organization, clock } = this.scope;
    if (!project || !organization) {
      return { reason: 'parameterMissing', message: 'a query needs a project and organization' };
    }
    if (metrics.length === 0) return invalid('a query needs at least one metric');
    if (!(from <= to)) return invalid(badRange);
    const isOld = clock.now() - from.getTime() > 7 * dayMs;
    return isOld && !longSteps.has(step)
      ? invalid('a range that began more than 7 days ago takes steps of 1m, 5m or 15m')
      : undefined;
  }
}

const badRange = 'the range ends before it begins';

function invalid(message: string): CallProblem {
  return { reason: 'invalidParameter', message };
}

function isoText(date: Date): string {
  return timestampOf(date).replace('Z', '+00:00');
}

function discovery({ from, to }: TimeRange) {
  return {
    part: 'metrics',
    query: { start_date: isoText(from), end_date: isoText(to) },
    problem: from <= to ? undefined : invalid(badRange), // not either when one is no date
  } as const;
}

const strings = optionalListOf(v.string());
const column = v.object({
  name: v.string(),
  function: text,
  metric_group: text,
  tag_names: v.nullish(v.array(v.string()), []),
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
    metrics: listOf(v.object({ metric_group: v.string(), metric_names: strings })),
  }),
  v.transform(({ metrics }): readonly MetricGroup[] =>
    metrics.map((wire) => ({ group: wire.metric_group, names: wire.metric_names })),
  ),
);

const tagKeys = v.pipe(
  v.object({
    tag_keys: listOf(v.object({ metric_group: v.string(), tags: strings })),
  }),
  v.transform(({ tag_keys }): readonly MetricGroup[] =>
    tag_keys.map((wire) => ({ group: wire.metric_group, names: wire.tags })),
  ),
);

const tagValues = field('tags_values', listOf(v.string()));
