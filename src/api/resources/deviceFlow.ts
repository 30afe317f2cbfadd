import * as v from 'valibot';
import { cleanLine } from '../../base/cleanText';
import { type Clock, delay } from '../../base/clock';
import { type CallOptions, limitsOf } from '../core/call';
import { AnswerError, json } from '../core/envelope';
import { ApiError } from '../core/errors';
import { type Hosts, isSafeUrl } from '../core/hosts';
import type { Request } from '../core/request';
import { nonEmpty, text, webAddress } from '../core/shapes';

/** A sign-in that waits for its user in a browser. */
export interface DeviceFlow {
  /** Page to open; has the code in it if the server can do that. */
  url: string;
  /** What the user compares, or types there. */
  userCode: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** Time between two polls, in milliseconds. */
  intervalMs: number;
  /** A secret, for `wait`. */
  deviceCode: string;
  tokenEndpoint: string;
}

/** What a sign-in in the browser ends with. */
export interface SignedIn {
  /** The platform's token, for all other calls. */
  token: string;
  email?: string;
}

/** The official CLI's; the service knows no other. */
const defaultClientId = 'rio-cli';
const timeoutMs = 10_000;
const slowDownMs = 5_000;
const grantType = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * Signs in through a browser (OAuth device authorization).
 *
 * @see RFC 8628
 * @see rapyuta-robotics/rapyuta-io-cli, riocli/auth/device_flow.py
 */
export class DeviceFlowApi {
  constructor(
    private readonly request: Request,
    private readonly clock: Clock,
    private readonly hosts: Pick<Hosts, 'oidc'>,
    private readonly clientId = defaultClientId,
  ) {}

  /**
   * Starts a sign-in.
   *
   * @throws {ApiError} `malformed` when the server names no endpoints, or one that is less safe than itself
   */
  async start(options?: CallOptions): Promise<DeviceFlow> {
    const endpoints = await this.request({
      part: 'oidc',
      path: '.well-known/openid-configuration',
      answer: json(endpointsOf(this.hosts.oidc)),
      timeoutMs,
      options,
    });
    const { deviceCode, userCode, url, expiresMs, intervalMs } = await this.request({
      method: 'POST',
      part: 'elsewhere',
      path: endpoints.authorization,
      body: new URLSearchParams({ client_id: this.clientId, scope: 'openid email' }),
      answer: json(authorization),
      timeoutMs,
      options,
    });
    const expiresAt = this.clock.now() + expiresMs;
    return { url, userCode, deviceCode, expiresAt, intervalMs, tokenEndpoint: endpoints.token };
  }

  /**
   * Waits until the user has signed in. A poll that fails on the way is followed by the next.
   *
   * @throws {ApiError} `auth` when the user or the server refuses; `timeout` when the code has expired
   */
  async wait(flow: DeviceFlow, options?: CallOptions): Promise<SignedIn> {
    for (let { intervalMs } = flow; ;) {
      await delay(this.clock, intervalMs, limitsOf(options).signal);
      if (this.clock.now() >= flow.expiresAt) throw this.expired(flow);
      const state = await this.poll(flow, options).catch(passing);
      if (state === 'slowDown') intervalMs += slowDownMs;
      else if (state === 'expired') throw this.expired(flow);
      else if (state !== 'pending') return state;
    }
  }

  private poll(flow: DeviceFlow, options: CallOptions | undefined): Promise<FlowState> {
    return this.request({
      method: 'POST',
      part: 'elsewhere',
      path: flow.tokenEndpoint,
      body: new URLSearchParams({
        grant_type: grantType,
        client_id: this.clientId,
        device_code: flow.deviceCode,
      }),
      accepts: [200, 400, 401, 403, 428],
      secrets: [flow.deviceCode],
      answer: json(flowState),
      timeoutMs,
      options,
    });
  }

  private expired({ tokenEndpoint }: DeviceFlow): ApiError {
    const request = { method: 'POST', path: new URL(tokenEndpoint).pathname };
    return new ApiError('timeout', 'the code has expired', request);
  }
}

type FlowState = 'pending' | 'slowDown' | 'expired' | SignedIn;

/** Takes a failure that may pass for "not yet". */
function passing(error: unknown): 'pending' {
  const kinds = ['network', 'timeout', 'server', 'rateLimited'];
  if (error instanceof ApiError && kinds.includes(error.kind)) return 'pending';
  throw error;
}

const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(86_400));

/** Endpoints of the server; where it is itself reached safely, so must they be. */
function endpointsOf(server: string) {
  const isSafe = (url: string): boolean =>
    url.startsWith('https:') || (!server.startsWith('https:') && isSafeUrl(new URL(url)));
  const endpoint = v.pipe(webAddress, v.check(isSafe, 'an https address'));
  return v.pipe(
    v.object({ device_authorization_endpoint: endpoint, token_endpoint: endpoint }),
    v.transform((wire) => ({
      authorization: wire.device_authorization_endpoint,
      token: wire.token_endpoint,
    })),
  );
}

const authorization = v.pipe(
  v.object({
    device_code: nonEmpty,
    user_code: nonEmpty,
    verification_uri: webAddress,
    verification_uri_complete: v.nullish(webAddress),
    expires_in: v.nullish(seconds, 300),
    interval: v.nullish(seconds, 5),
  }),
  v.transform((wire) => ({
    deviceCode: wire.device_code,
    userCode: cleanLine(wire.user_code, 40),
    url: wire.verification_uri_complete ?? wire.verification_uri,
    expiresMs: wire.expires_in * 1000,
    intervalMs: Math.max(wire.interval, 1) * 1000, // 0 would mean polls without a pause
  })),
);

const refusal = v.pipe(
  v.object({ error: nonEmpty, error_description: text }),
  v.transform(({ error, error_description }): FlowState => {
    switch (error) {
      case 'authorization_pending':
        return 'pending';
      case 'slow_down':
        return 'slowDown';
      case 'expired_token':
      case 'invalid_grant':
        return 'expired';
      case 'access_denied':
        throw new AnswerError('the sign-in was denied', 'auth');
      default:
        throw new AnswerError(cleanLine(error_description || error), 'auth');
    }
  }),
);

/** The platform's token is neither of the two that OpenID Connect gives, but a claim of the second. */
const success = v.pipe(
  v.object({ access_token: nonEmpty, id_token: v.pipe(v.string(), v.transform(claimsOf)) }),
  v.transform(({ id_token: claims }): FlowState => {
    const token = claims['rio_token'] ?? claims['rioToken'];
    if (typeof token !== 'string' || token === '') {
      throw new AnswerError('the sign-in gave no token of rapyuta.io');
    }
    const { email } = claims;
    return { token, ...(typeof email === 'string' && email !== '' && { email }) };
  }),
);

const flowState = v.union([refusal, success]);

/** The claims of a JSON web token, unchecked: it came straight from its issuer. */
function claimsOf(token: string): Record<string, unknown> {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    const claims: unknown = JSON.parse(payload);
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
