import * as v from 'valibot';
import { json, nothing } from './envelope';
import type { Request } from './request';

/** How long a token of a password sign-in lasts: 1 day, 7 days, 30 or 90 days (sources disagree). */
export type TokenLifetime = 'low' | 'med' | 'high';

/**
 * Gets, checks, renews and ends tokens. Every token here is a secret: never log it.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/rip_client.py
 * @see rapyuta-robotics/rapyuta-io-cli, riocli/auth/login.py, refresh_token.py
 */
export class TokensApi {
  constructor(private readonly request: Request) {}

  /**
   * Signs in by password, which accounts bound to another sign-in do not allow.
   *
   * @returns the token
   * @throws {ApiError} `auth` for wrong credentials
   */
  signIn(
    email: string,
    password: string,
    lifetime: TokenLifetime = 'med',
    signal?: AbortSignal,
  ): Promise<string> {
    return this.request(
      {
        method: 'POST',
        part: 'ripSignIn',
        path: 'user/login',
        query: { type: lifetime },
        body: { email, password },
        secrets: [password],
        answer: json(newToken),
      },
      signal,
    );
  }

  /** Tells the address of the token's owner, a user or a service account. */
  subject(signal?: AbortSignal): Promise<string> {
    return this.request(
      { method: 'GET', part: 'rip', path: 'user/info', answer: json(subject) },
      signal,
    );
  }

  /**
   * Changes a token that is still valid for a new one.
   *
   * @throws {ApiError} when the token has expired, of a kind no source tells
   */
  refresh(token: string, signal?: AbortSignal): Promise<string> {
    return this.request(
      {
        method: 'POST',
        part: 'ripSignIn',
        path: 'refreshtoken',
        body: { token },
        secrets: [token],
        answer: json(newToken),
      },
      signal,
    );
  }

  /** Ends the client's token for everybody who has it. */
  revoke(signal?: AbortSignal): Promise<void> {
    return this.request(
      { method: 'POST', part: 'rip', path: 'user/logout', answer: nothing },
      signal,
    );
  }
}

const nonEmpty = v.pipe(v.string(), v.nonEmpty());

/** The official clients do not agree how the field is spelt. */
const newToken = v.pipe(
  v.object({
    data: v.union([v.object({ token: nonEmpty }), v.object({ Token: nonEmpty })]),
  }),
  v.transform(({ data }) => ('token' in data ? data.token : data.Token)),
);

const subject = v.pipe(
  v.object({ data: v.object({ email: nonEmpty }) }),
  v.transform(({ data }) => data.email),
);
