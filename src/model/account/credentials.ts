import type { Hosts } from '../../api/core/hosts';
import type { Disposable } from '../../base/disposable';
import type { ErrorSink } from '../../base/errorSink';
import { Emitter } from '../../base/event';
import { bareToken, type SessionUser } from './session';

/**
 * One user's access to one service. The token is read for every call and can be renewed while everything
 * that uses the service goes on. A token that the service refused is not sent again, by anybody, until it
 * is renewed or the user tries again.
 */
export class Credentials implements Disposable {
  private readonly didChangeEmitter: Emitter<void>;
  private current: string | undefined;
  private refusedToken: string | undefined;

  constructor(
    readonly session: SessionUser,
    token: string,
    reportError: ErrorSink,
  ) {
    this.current = bareToken(token);
    this.didChangeEmitter = new Emitter(reportError);
  }

  /** Fires when the token was refused, and when there is one again that may be sent. */
  get onDidChange() {
    return this.didChangeEmitter.event;
  }

  get hosts(): Hosts {
    return this.session.hosts;
  }

  /** Whether the service refused the token that would be sent. */
  get isRefused(): boolean {
    return this.current !== undefined && this.current === this.refusedToken;
  }

  /** The token to send; absent when there is none that the service accepts. */
  token(): Promise<string | undefined> {
    return Promise.resolve(this.isRefused ? undefined : this.current);
  }

  /** Takes note that the service refused a token; an earlier one than the current does not matter. */
  refused(token: string): void {
    if (token !== this.current || this.isRefused) return;
    this.refusedToken = token;
    this.didChangeEmitter.fire();
  }

  /** Replaces the token; one that is equal to a refused token is sent again. */
  renew(token: string): void {
    const wasRefused = this.isRefused;
    this.current = bareToken(token);
    if (wasRefused) this.tryAgain();
  }

  /** Lets a refused token be sent once more, because the user wants it. */
  tryAgain(): void {
    this.refusedToken = undefined;
    this.didChangeEmitter.fire();
  }

  /** Forgets the token: no later call has one. */
  dispose(): void {
    this.current = undefined;
    this.didChangeEmitter.dispose();
  }
}
