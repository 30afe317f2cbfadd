import { type Hosts, hostsOf } from '../api/hosts';
import { UserError } from '../base/userError';

/** A right to talk to one service. The token goes to these hosts and to no others. */
export interface Session {
  readonly kind: 'token' | 'simulator';
  readonly hosts: Hosts;
  readonly token: string;
}

/** The project whose devices are looked at, with what is needed to show and address it. */
export interface ProjectChoice {
  readonly id: string;
  readonly name: string;
  readonly organizationId: string;
}

const hostNames = ['core', 'v2', 'rip', 'oidc'] as const satisfies readonly (keyof Hosts)[];

/** Turns a session into text for a secret store. */
export function serializeSession({ hosts, token }: Session): string {
  return JSON.stringify({ hosts, token });
}

/** Reads what `serializeSession` wrote; absent for anything else. */
export function parseSession(text: string): Session | undefined {
  let value: { hosts?: Partial<Record<string, unknown>>; token?: unknown } | null;
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    return undefined;
  }
  const hosts = value?.hosts;
  if (typeof value?.token !== 'string' || typeof hosts !== 'object') return undefined;
  if (!hostNames.every((name) => typeof hosts[name] === 'string')) return undefined;
  return { kind: 'token', hosts: hosts as unknown as Hosts, token: value.token };
}

/**
 * Makes a session of a pasted token.
 *
 * @param environment  name of the service's environment
 * @param overrides    hosts that replace the environment's own, by name; anything else in it is left out
 * @throws {UserError} when the settings name no usable hosts
 */
export function tokenSession(token: string, environment: string, overrides: object): Session {
  const own = Object.fromEntries(
    Object.entries(overrides).filter(
      ([name, url]) => hostNames.some((known) => known === name) && typeof url === 'string',
    ),
  ) as Partial<Hosts>;
  try {
    return { kind: 'token', hosts: hostsOf(environment, own), token: bareToken(token) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(
      `${error.message} Correct the settings rapyuta.environment and rapyuta.hosts.`,
    );
  }
}

/** Makes a session with a simulator, which serves every host under one URL. */
export function simulatorSession(url: string, token: string): Session {
  return { kind: 'simulator', hosts: { core: url, v2: url, rip: url, oidc: url }, token };
}

/** A token as it is copied may have `Bearer ` in front. */
function bareToken(text: string): string {
  return text.trim().replace(/^bearer\s+/i, '');
}
