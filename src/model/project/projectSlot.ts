import { type Disposable, DisposableSlot, DisposableStore } from '../../base/disposable';
import type { ErrorSink } from '../../base/errorSink';
import { Emitter } from '../../base/event';
import { UserError } from '../../base/userError';
import type { Project } from '../../domain/project';
import type { Account, AccountState } from '../account/account';
import type { Credentials } from '../account/credentials';
import type { OpenProject, ProjectScope } from './openProject';

const missing = {
  starting: 'The extension is still starting. Try again in a moment.',
  signedOut: 'You are signed out. Sign in first.',
  simulatorEnded: 'The simulated fleet has ended. Start it again first.',
  noProject: 'No project is open. Choose a project first.',
};

const reasons = {
  starting: 'the project was closed',
  signedOut: 'you signed out',
  simulatorEnded: 'the simulated fleet has ended',
  noProject: 'the project was closed',
};

/**
 * The project that is open, or none. A fresh token for the same user, or choosing the open project again,
 * keeps it; signing out, another user or another project disposes it.
 */
export class ProjectSlot implements Disposable {
  private readonly own = new DisposableStore();
  private readonly didChangeEmitter: Emitter<void>;
  private readonly renewal = this.own.add(new DisposableSlot());
  private readonly slot = this.own.add(new DisposableSlot<OpenProject>());

  /** @param open  makes the project of a scope; the slot disposes it */
  constructor(
    private readonly account: Account,
    private readonly open: (scope: ProjectScope) => OpenProject,
    reportError: ErrorSink,
  ) {
    this.didChangeEmitter = this.own.add(new Emitter(reportError));
    this.own.add(account.onDidChange((state) => this.follow(state)));
  }

  /** Fires when `current` or `whyNone` has changed, and when a refused token can be sent again. */
  get onDidChange() {
    return this.didChangeEmitter.event;
  }

  get current(): OpenProject | undefined {
    return this.slot.value;
  }

  /** Why no project is open; means nothing while one is. */
  get whyNone(): Exclude<AccountState['kind'], 'signedIn'> | 'noProject' {
    const { kind } = this.account.state;
    return kind === 'signedIn' ? 'noProject' : kind;
  }

  /** @throws {UserError} when no project is open */
  require(): OpenProject {
    if (this.current) return this.current;
    throw new UserError(missing[this.whyNone]);
  }

  dispose(): void {
    this.own.dispose();
  }

  private follow(state: AccountState): void {
    if (state.kind === 'signedIn' && state.project) this.enter(state.credentials, state.project);
    else this.leave(reasons[this.whyNone]);
    this.didChangeEmitter.fire();
  }

  private enter(credentials: Credentials, project: Project): void {
    const scope = this.current?.scope;
    if (scope?.credentials === credentials && scope.project.id === project.id) return;
    this.leave('another project was opened'); // also when that one cannot be opened
    this.slot.set(this.open({ credentials, project }));
    this.renewal.set(
      credentials.onDidChange(() => {
        if (!credentials.isRefused) this.didChangeEmitter.fire();
      }),
    );
  }

  private leave(why: string): void {
    this.current?.close(why);
    this.slot.set(undefined);
  }
}
