/** What the values of one step are made into; each gets at least one value, oldest first. */
type Aggregate = (values: readonly number[]) => number;

const sum: Aggregate = (values) => values.reduce((total, value) => total + value, 0);
const mean: Aggregate = (values) => sum(values) / values.length;

/** The value below which `share` of all lie, interpolated between the two nearest. */
function percentile(share: number): Aggregate {
  return (values) => {
    const sorted = values.toSorted((left, right) => left - right);
    const position = share * (sorted.length - 1);
    const [low, high] = [Math.floor(position), Math.ceil(position)].map((at) => sorted[at] ?? 0);
    return (low ?? 0) + ((high ?? 0) - (low ?? 0)) * (position % 1);
  };
}

function mode(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0];
}

function standardDeviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/** The functions of a metrics query. `derivative` is taken of each series' means: see `evaluate`. */
export const aggregates = {
  count: (values) => values.length,
  distinct: (values) => new Set(values).size,
  mean,
  avg: mean,
  median: percentile(0.5),
  mode,
  stddev: standardDeviation,
  derivative: mean,
  max: (values) => values.reduce((most, value) => Math.max(most, value), -Infinity),
  min: (values) => values.reduce((least, value) => Math.min(least, value), Infinity),
  first: (values) => values[0] ?? 0,
  last: (values) => values.at(-1) ?? 0,
  percentile_95: percentile(0.95),
  percentile_99: percentile(0.99),
} as const satisfies Record<string, Aggregate>;

/** Name of such a function. */
export type MetricFunction = keyof typeof aggregates;

/** Tells whether a text names one. */
export function isMetricFunction(name: unknown): name is MetricFunction {
  return typeof name === 'string' && Object.hasOwn(aggregates, name);
}
