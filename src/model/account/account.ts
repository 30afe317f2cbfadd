import { Cancelled } from '../../base/cancelled';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { ErrorSink } from '../../base/errorSink';
import { Emitter } from '../../base/event';
import type { OrganizedProject, Project, User } from '../../domain/project';
import { Credentials } from './credentials';
import {
  isSameUser,
  parseSession,
  serializeSession,
  type Session,
  type SessionUser,
} from './session';
import type { SecretStore, ValueStore } from './storage';

/** Who is signed in, and which project is chosen. */
export type AccountState =
  | { kind: 'starting' } // the secret store has not answered yet
  | { kind: 'signedOut' }
  | { kind: 'simulatorEnded' } // the fleet that was shown has ended by itself
  | { kind: 'signedIn'; credentials: Credentials; project?: Project };

/** The part of the API that an account needs. */
export interface AccountApi {
  user(signal?: AbortSignal): Promise<User>;
}

interface Options {
  secrets: SecretStore;
  values: ValueStore;
  connect: (credentials: Credentials) => AccountApi;
  reportError: ErrorSink;
}

/** Key of the one secret. */
const sessionSecret = 'rapyuta.session';
const projectKey = 'rapyuta.project';

/**
 * Holds the session and the chosen project. `credentials` stays the same object while one user is signed
 * in: a fresh token renews it.
 */
export class Account implements Disposable {
  private readonly own = new DisposableStore();
  private readonly didChangeEmitter: Emitter<AccountState>;
  private current: AccountState = { kind: 'starting' };
  private signOuts = 0;

  constructor(private readonly options: Options) {
    this.didChangeEmitter = this.own.add(new Emitter(options.reportError));
  }

  get onDidChange() {
    return this.didChangeEmitter.event;
  }

  get state(): AccountState {
    return this.current;
  }

  /** Whether the devices shown are simulated, or were until their simulator ended. */
  get isSimulated(): boolean {
    const { current } = this;
    return (
      current.kind === 'simulatorEnded' ||
      (current.kind === 'signedIn' && current.credentials.session.kind === 'simulator')
    );
  }

  /**
   * Uses the session that the secret store holds, from an earlier window or another one. Sends nothing. A
   * session with a simulator stays.
   *
   * @throws what the secret store throws; there is no session then
   */
  async restore(): Promise<void> {
    const text = await this.storedSession();
    if (this.isSimulated) return;
    const session = text === undefined ? undefined : parseSession(text);
    if (!session) return this.setState({ kind: 'signedOut' });
    const { current } = this;
    const isHeld = current.kind === 'signedIn' && isSameUser(current.credentials.session, session);
    this.enter(session, isHeld ? current.project : this.rememberedProject(session));
  }

  /**
   * Signs in when the service accepts the session; until then, and if it does not, everything stays as it
   * was. For the user that is signed in already, only the token changes.
   *
   * @param project  guid of the project to choose; absent: the remembered one, or the only one there is
   * @returns        the projects of the account
   * @throws {ApiError} `auth` when the token is refused
   */
  async signIn(
    session: Session,
    project?: string,
    signal?: AbortSignal,
  ): Promise<readonly OrganizedProject[]> {
    const trial = new Credentials(session, session.token, this.options.reportError);
    const user = await this.options.connect(trial).user(signal);
    signal?.throwIfAborted();
    const known = { ...session, userId: user.id };
    if (session.kind === 'token') {
      const { signOuts } = this;
      await this.options.secrets.store(sessionSecret, serializeSession(known));
      if (signal?.aborted || signOuts !== this.signOuts) {
        await this.options.secrets.delete(sessionSecret);
        throw new Cancelled();
      }
    }
    const choice =
      user.projects.find(({ id }) => id === project) ?? this.likelyProject(known, user);
    this.enter(known, choice);
    if (choice) await this.remember(known, choice);
    return organizedProjects(user);
  }

  /** Forgets the session. After a simulator, the stored session is used, if any. */
  async signOut(): Promise<void> {
    this.signOuts += 1;
    const wasSimulated = this.isSimulated;
    if (this.current.kind === 'signedIn' && !wasSimulated) {
      await this.options.secrets.delete(sessionSecret);
    }
    this.setState({ kind: 'signedOut' });
    if (wasSimulated) await this.restore();
  }

  /** Takes note that the simulator has ended by itself. */
  simulatorEnded(): void {
    this.setState({ kind: 'simulatorEnded' });
  }

  /**
   * Lists the projects of the account; none when signed out.
   *
   * @throws {ApiError}
   */
  async listProjects(signal?: AbortSignal): Promise<readonly OrganizedProject[]> {
    const { current } = this;
    if (current.kind !== 'signedIn') return [];
    return organizedProjects(await this.options.connect(current.credentials).user(signal));
  }

  /** Chooses a project of the account. */
  async choose(project: Project): Promise<void> {
    const { current } = this;
    if (current.kind !== 'signedIn') return;
    if (current.project?.id !== project.id) this.setState({ ...current, project });
    await this.remember(current.credentials.session, project);
  }

  dispose(): void {
    if (this.current.kind === 'signedIn') this.current.credentials.dispose();
    this.own.dispose();
  }

  private async storedSession(): Promise<string | undefined> {
    try {
      return await this.options.secrets.get(sessionSecret);
    } catch (error) {
      if (!this.isSimulated) this.setState({ kind: 'signedOut' });
      throw error;
    }
  }

  private enter({ token, ...session }: Session, project: Project | undefined): void {
    const { current } = this;
    const chosen = project && { project };
    if (current.kind === 'signedIn' && isSameUser(current.credentials.session, session)) {
      current.credentials.renew(token);
      if (current.project?.id === project?.id) return;
      return this.setState({ kind: 'signedIn', credentials: current.credentials, ...chosen });
    }
    const credentials = new Credentials(session, token, this.options.reportError);
    this.setState({ kind: 'signedIn', credentials, ...chosen });
  }

  /** The project to show after a sign-in: the open one, else the only one, else the remembered one. */
  private likelyProject(session: Session, { projects }: User): Project | undefined {
    const { current } = this;
    const isSame = current.kind === 'signedIn' && isSameUser(current.credentials.session, session);
    const likely = (isSame ? current.project : undefined) ?? this.rememberedProject(session);
    return projects.length === 1 ? projects[0] : projects.find(({ id }) => id === likely?.id);
  }

  /** The project that the session's user chose last in this workspace. */
  private rememberedProject({ userId }: SessionUser): Project | undefined {
    const remembered = this.options.values.get<Project & { userId?: string }>(projectKey);
    return userId !== undefined && remembered?.userId === userId ? remembered : undefined;
  }

  private async remember({ userId }: SessionUser, project: Project): Promise<void> {
    if (this.isSimulated) return; // a simulator's projects end with it
    const { id, name, organizationId } = project;
    await this.options.values.update(projectKey, { id, name, organizationId, userId });
  }

  private setState(state: AccountState): void {
    const { current } = this;
    this.current = state;
    const previous = current.kind === 'signedIn' ? current.credentials : undefined;
    const isKept = state.kind === 'signedIn' && state.credentials === previous;
    if (!isKept) previous?.dispose();
    this.didChangeEmitter.fire(state);
  }
}

function organizedProjects({ projects, organizations }: User): readonly OrganizedProject[] {
  const names = new Map(organizations.map(({ id, name }) => [id, name]));
  return projects.map((project) => ({
    ...project,
    organizationName: names.get(project.organizationId) ?? project.organizationId,
  }));
}
