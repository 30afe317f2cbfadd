import type { Device } from '../device';

/** Samples lie on this grid, counted from 1970. */
export const sampleMs = 10_000;

/** Recorded values of one group with one set of tags, such as `cpu` with `cpu` = `cpu0`. */
export interface Series {
  readonly group: string;
  /** Tag name -> value. */
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: readonly string[];
  /** The value sampled at a time of the grid; absent when nothing was recorded then. */
  sample(field: string, timeMs: number): number | undefined;
}

/** Where the values of a device come from. */
export interface MetricSource {
  /** Without the tags that every series of the device has. */
  seriesOf(device: Device): readonly Series[];
}

/** Whether the device was connected, and so could report, at that time. */
export function wasPresent(device: Device, timeMs: number): boolean {
  return (
    timeMs >= device.registeredAt &&
    !device.absences.some(({ from, to }) => timeMs >= from && timeMs < to)
  );
}
