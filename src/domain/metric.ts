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

/** Distance between a query's points. */
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
  /** Only points with these tags, in addition to the project's. */
  tags?: Readonly<Record<string, string>>;
  /** Names of tags by whose values points are kept apart. */
  groupBy?: readonly string[];
  /** Order of the times; absent: ascending. */
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

/** Result of a query. */
export interface MetricsTable {
  /** Milliseconds since 1970, rounded: the service counts nanoseconds. */
  times: readonly number[];
  /** One for each metric and combination of tags. */
  series: readonly MetricSeries[];
}

/** What metrics can be listed for. */
export type MetricsEntity = 'device' | 'deployment' | 'project' | 'organization';

/** The names of one metric group: its fields, or its tags. */
export interface MetricGroup {
  group: string;
  names: readonly string[];
}

/** The metrics every device can record of itself. */
export type SystemMetric = 'cpu' | 'memory' | 'disk' | 'diskio' | 'network' | 'wireless';

/** Whether a device records a metric. */
export interface MetricSubscription {
  /** A `SystemMetric`, or one that this extension does not know. */
  name: string;
  /** `metric` in every known answer. */
  kind: string;
  status: 'subscribed' | 'unsubscribed' | 'unknown';
  /** The status word as the service sent it. */
  rawStatus: string;
  /** Group under which queries find it, such as `mem` for `memory`. */
  group?: string;
  /** How often it is measured, such as `30s`. */
  interval?: string;
}
