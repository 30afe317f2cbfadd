import { randomBytes, randomInt } from 'node:crypto';
import type { User } from './access';

/** Why a poll has no token yet, or never will (RFC 8628, 3.5). */
export type PollError =
  'authorization_pending' | 'slow_down' | 'access_denied' | 'expired_token' | 'invalid_grant';

/** What a device may show and use: the answer to its first request. */
export interface DeviceCode {
  readonly deviceCode: string;
  readonly userCode: string;
}

interface Flow extends DeviceCode {
  readonly clientId: string;
  readonly expiresAt: number;
  intervalMs: number;
  polledAt: number;
  decision?: User | 'denied';
}

/** Seconds between polls, and until a code is worthless. */
export const pollSeconds = 1;
export const codeSeconds = 300;

/** Anyone may start a sign-in, so only so many are kept; a client that knows no more waits. */
const maxFlows = 100;
const maxClientIdLength = 100;

/** Sign-ins that wait for someone to approve them in a browser. */
export class DeviceFlow {
  private readonly flows = new Map<string, Flow>();

  /** Starts a sign-in, or says why not (RFC 6749, 4.1.2.1 and 5.2). */
  start(clientId: unknown): DeviceCode | 'invalid_request' | 'temporarily_unavailable' {
    if (typeof clientId !== 'string' || clientId === '' || clientId.length > maxClientIdLength)
      return 'invalid_request';
    const now = Date.now();
    // An expired code says so for as long again, then it is unknown.
    for (const [code, { expiresAt }] of this.flows)
      if (expiresAt + codeSeconds * 1000 <= now) this.flows.delete(code);
    if (this.flows.size >= maxFlows) return 'temporarily_unavailable';
    const letters = 'BCDFGHJKLMNPQRSTVWXZ';
    const half = (): string =>
      Array.from({ length: 4 }, () => letters.charAt(randomInt(letters.length))).join('');
    const flow: Flow = {
      deviceCode: randomBytes(24).toString('base64url'),
      userCode: `${half()}-${half()}`,
      clientId,
      expiresAt: now + codeSeconds * 1000,
      intervalMs: pollSeconds * 1000,
      polledAt: 0,
    };
    this.flows.set(flow.deviceCode, flow);
    return flow;
  }

  /** Says yes, for a user, or no; tells whether there is such a code that still waits. */
  decide(userCode: string, decision: User | 'denied'): boolean {
    const wanted = userCode.trim().toUpperCase();
    const flow = [...this.flows.values()].find((candidate) => candidate.userCode === wanted);
    if (!flow || flow.decision || flow.expiresAt <= Date.now()) return false;
    flow.decision = decision;
    return true;
  }

  /** The user who approved; a code is good for one token. Polling too fast slows down for good. */
  poll(deviceCode: string, clientId: string): User | PollError {
    const flow = this.flows.get(deviceCode);
    if (flow?.clientId !== clientId) return 'invalid_grant';
    const now = Date.now();
    if (flow.expiresAt <= now) return 'expired_token';
    const isTooFast = now - flow.polledAt < flow.intervalMs * 0.8;
    flow.polledAt = now;
    if (flow.decision) {
      this.flows.delete(deviceCode);
      return flow.decision === 'denied' ? 'access_denied' : flow.decision;
    }
    if (!isTooFast) return 'authorization_pending';
    flow.intervalMs += 5000;
    return 'slow_down';
  }
}
