import { type Hosts, hostsOf } from '../../api/core/hosts';
import { UserError } from '../../base/userError';

/** A right to talk to one service. The token goes to these hosts and to no others. */
export interface Session {
  readonly kind: 'token' | 'simulator';
  readonly hosts: Hosts;
  /** Guid of the token's user; absent until the service was asked. */
  readonly userId?: string;
  readonly token: string;
}

/** Whose access to which service a session is; it stays the same when the token is renewed. */
export type SessionUser = Omit<Session, 'token'>;

const hostNames = ['core', 'v2', 'rip', 'oidc'] as const satisfies readonly (keyof Hosts)[];

/** Whether two sessions are of the same user at the same service, so that one token can replace the other. */
export function isSameUser(left: SessionUser, right: SessionUser): boolean {
  return (
    left.kind === right.kind &&
    left.userId !== undefined &&
    left.userId === right.userId &&
    hostNames.every((name) => left.hosts[name] === right.hosts[name])
  );
}

/** Writes a session as text for a secret store. */
export function serializeSession({ hosts, userId, token }: Session): string {
  return JSON.stringify({ hosts, userId, token });
}

/** Reads what `serializeSession` wrote; absent for anything else, and for hosts that are not safe to use. */
export function parseSession(text: string): Session | undefined {
  try {
    const value = JSON.parse(text) as { hosts: Hosts; userId?: unknown; token: unknown };
    const { hosts, userId, token } = value;
    if (typeof token !== 'string' || !hostNames.every((name) => typeof hosts[name] === 'string'))
      return undefined;
    const known = typeof userId === 'string' && { userId };
    return { kind: 'token', hosts: hostsOf('', hosts), ...known, token };
  } catch {
    return undefined;
  }
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

/** Returns a token without the `Bearer` that may have been copied with it. */
export function bareToken(text: string): string {
  return text.trim().replace(/^bearer\s+/i, '');
}
