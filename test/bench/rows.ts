/** One measured number. A smaller one is better; up to its target it is good. */
export interface Row {
  readonly name: string;
  /** Null when it could not be measured, which counts as missed. */
  readonly value: number | null;
  readonly target: number;
  /** What the number counts; `x` for a ratio to what a plain tool takes in the same run. */
  readonly unit: string;
}

/** What can be measured together, with what came of it. */
export interface Bench {
  /** Rows to expect: what is missing at the end counts as missed. */
  readonly rows: Readonly<Record<string, Pick<Row, 'target' | 'unit'>>>;
  /**
   * Measures.
   *
   * @param add  takes the value of a row by its name
   * @throws when the rest cannot be measured
   */
  readonly run: (add: (name: string, value: number) => void) => Promise<void>;
}

/** Runs benches one after the other; prints each row as a line of JSON when it is known. */
export async function runBenches(benches: readonly Bench[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { rows: expected, run } of benches) {
    const open = new Map(Object.entries(expected));
    const add = (name: string, value: number | null): void => {
      const known = open.get(name);
      if (!known) throw new Error(`There is no row ${name}, or it was added before.`);
      open.delete(name);
      const row = { name, value: value === null ? null : rounded(value), ...known };
      process.stdout.write(`${JSON.stringify(row)}\n`);
      rows.push(row);
    };
    try {
      await run(add);
    } catch (error) {
      const text = error instanceof Error ? error.stack : String(error);
      process.stderr.write(`${[...open.keys()].join(', ')}: not measured. ${text}\n`);
    }
    for (const name of open.keys()) add(name, null);
  }
  return rows;
}

/** A table of the rows that miss their targets, or the words that none does. */
export function missedTargets(rows: readonly Row[]): string {
  const missed = rows.filter(({ value, target }) => value === null || value > target);
  if (missed.length === 0) return `All ${rows.length} targets are met.\n`;
  const cells = missed.map(({ name, value, target, unit }) => [
    name,
    value === null ? 'not measured' : `${value} ${unit}`,
    `${target} ${unit}`,
  ]);
  const table = [['missed', 'value', 'target'], ...cells];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  const summary = `${missed.length} of ${rows.length} targets are missed.`;
  return `${table.map((row) => line(row).trimEnd()).join('\n')}\n${summary}\n`;
}

/** Three digits, as no timing is more exact. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
