import fetch from 'node-fetch';
import type { Log } from '../../src/base/log';
import { ApiClient } from '../../src/api/client';
import type { Connection } from '../../src/api/core/request';
import { ApiError, type ApiErrorKind } from '../../src/api/core/errors';
import { QuickClock } from './fakeClock';

/** The token of `connect`'s clients; looks like nothing else, so that a leak is found by search. */
export const testToken = 'tok-5ecret-5ecret';

/** A client of the server at `url` whose waits pass at once, with all it wrote to its log. */
export function connect(
  url: string,
  options: Partial<Connection> = {},
): { client: ApiClient; options: Connection; clock: QuickClock; logged: string[] } {
  const clock = new QuickClock();
  const logged: string[] = [];
  const write = (message: string): void => void logged.push(message);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const all: Connection = {
    hosts: { core: url, v2: url, rip: url, oidc: url },
    token: () => Promise.resolve(testToken),
    project: 'project-b',
    organization: 'org-a',
    fetch,
    clock,
    log,
    random: () => 0,
    ...options,
  };
  return { client: new ApiClient(all), options: all, clock, logged };
}

/** The `ApiError` a call ends with; anything else fails the test. */
export async function failureOf(call: Promise<unknown>, kind?: ApiErrorKind): Promise<ApiError> {
  const outcome = await call.then(
    (value) => new Error(`The call succeeded with ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (outcome instanceof ApiError && (kind === undefined || outcome.kind === kind)) return outcome;
  throw outcome;
}
