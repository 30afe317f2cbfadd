const units: readonly [name: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const formats = {
  short: new Intl.RelativeTimeFormat('en', { style: 'short' }),
  long: new Intl.RelativeTimeFormat('en', { style: 'long' }),
};

/**
 * Returns how long ago something was, such as `3 min. ago`; a clock that runs ahead gives `just now`.
 *
 * @param style  `long` for screen readers, which read abbreviations out: `3 minutes ago`
 */
export function relativeTime(
  then: Date,
  nowMs: number,
  style: keyof typeof formats = 'short',
): string {
  const seconds = (nowMs - then.getTime()) / 1000;
  for (const [unit, length] of units) {
    if (seconds >= length) return formats[style].format(-Math.floor(seconds / length), unit);
  }
  return 'just now';
}

/** Returns a length of time, such as `850 ms`, `12.4 s`, `3 min 5 s` or `5 min`. */
export function durationText(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest > 0 ? ` ${rest} s` : ''}`;
}

/** Returns a number with its noun, such as `1 device` or `12 devices`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
