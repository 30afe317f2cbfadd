import * as v from 'valibot';
import type { CallOptions } from '../core/call';
import { json, nothing } from '../core/envelope';
import type { Request } from '../core/request';
import { field, nonEmpty } from '../core/shapes';

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
    options?: CallOptions,
  ): Promise<string> {
    return this.request({
      method: 'POST',
      part: 'ripSignIn',
      path: 'user/login',
      query: { type: lifetime },
      body: { email, password },
      secrets: [password],
      answer: json(newToken),
      options,
    });
  }

  /** Tells the address of the token's owner, a user or a service account. */
  subject(options?: CallOptions): Promise<string> {
    return this.request({ part: 'rip', path: 'user/info', answer: json(subject), options });
  }

  /**
   * Changes a token that is still valid for a new one.
   *
   * @throws {ApiError} when the token has expired, of a kind no source tells
   */
  refresh(token: string, options?: CallOptions): Promise<string> {
    return this.request({
      method: 'POST',
      part: 'ripSignIn',
      path: 'refreshtoken',
      body: { token },
      secrets: [token],
      answer: json(newToken),
      options,
    });
  }

  /** Ends the client's token for everybody who has it. */
  revoke(options?: CallOptions): Promise<void> {
    return this.request({
      method: 'POST',
      part: 'rip',
      path: 'user/logout',
      answer: nothing,
      options,
    });
  }
}

/** The official clients do not agree how the field is spelt. */
const newToken = field('data', v.union([field('token', nonEmpty), field('Token', nonEmpty)]));

const subject = field('data', field('email', nonEmpty));
