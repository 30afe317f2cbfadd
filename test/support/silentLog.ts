import type { Log } from '../../src/base/log';

const ignore = (): void => undefined;

/** A log that nobody reads. */
export const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
