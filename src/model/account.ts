import type { Project, User } from '../api/account';
import type { ApiClient } from '../api/client';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { parseSession, type ProjectChoice, serializeSession, type Session } from './session';

export type { User } from '../api/account';

/** Secrets that outlive the window and belong to the computer's user. Fits `vscode.SecretStorage`. */
export interface SecretMemory {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

/** Small values that outlive the window. Fits `vscode.Memento`. */
export interface Memory {
  get<T>(key: string): T | undefined;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Who is signed in, and which project is looked at. */
export type AccountState =
  | { kind: 'starting' } // the secret store has not answered yet
  | { kind: 'signedOut' }
  | { kind: 'signedIn'; session: Session; project?: ProjectChoice; client: ApiClient };

/** A project and the name of the organization it belongs to. */
export interface OrganizedProject extends Project {
  organizationName: string;
}

interface Options {
  secrets: SecretMemory;
  memory: Memory;
  /** Makes the client for a session; with no project it can only ask for the account. */
  connect: (session: Session, project?: ProjectChoice) => ApiClient;
}

/** Key of the one secret. */
const sessionSecret = 'rapyuta.session';
const projectKey = 'rapyuta.project';

/** Holds the session and the chosen project; all that is asked of a service goes through its `client`. */
export class Account implements Disposable {
  private readonly didChangeEmitter = new Emitter<AccountState>();
  private current: AccountState = { kind: 'starting' };

  constructor(private readonly options: Options) {}

  readonly onDidChange = this.didChangeEmitter.event;

  get state(): AccountState {
    return this.current;
  }

  /**
   * Takes up the session that the secret store holds, from an earlier window or another one.
   * Asks no server. A session with a simulator is not touched.
   *
   * @throws what the secret store throws; there is no session then
   */
  async restore(): Promise<void> {
    const text = await this.storedSession();
    const { current } = this;
    if (current.kind === 'signedIn' && current.session.kind === 'simulator') return;
    const session = text === undefined ? undefined : parseSession(text);
    if (!session) return this.setState({ kind: 'signedOut' });
    const isHeld = current.kind === 'signedIn' && serializeSession(current.session) === text;
    if (!isHeld) this.enter(session, this.rememberedProject());
  }

  /**
   * Signs in when the service accepts the session; until then, and if it does not, all stays as it was.
   *
   * @param project  chosen at once; absent: the remembered one, or the only one there is
   * @returns        the projects that the account may look at
   * @throws {ApiError} `auth` when the token is refused
   */
  async signIn(
    session: Session,
    project?: string,
    signal?: AbortSignal,
  ): Promise<readonly OrganizedProject[]> {
    const user = await this.options.connect(session).account.user(signal);
    const choice = user.projects.find(({ id }) => id === project) ?? this.likelyProject(user);
    if (session.kind === 'token') {
      await this.options.secrets.store(sessionSecret, serializeSession(session));
    }
    this.enter(session, choice);
    if (choice) await this.remember(session, choice);
    return organizedProjects(user);
  }

  /** Forgets the session. One with a simulator hands over to the stored one, if any. */
  async signOut(): Promise<void> {
    if (this.current.kind !== 'signedIn') return;
    const { session } = this.current;
    if (session.kind === 'simulator') {
      this.setState({ kind: 'signedOut' });
      return this.restore();
    }
    await this.options.secrets.delete(sessionSecret);
    this.setState({ kind: 'signedOut' });
  }

  /**
   * Lists the projects that the account may look at.
   *
   * @throws {ApiError}
   */
  async listProjects(signal?: AbortSignal): Promise<readonly OrganizedProject[]> {
    if (this.current.kind !== 'signedIn') return [];
    return organizedProjects(await this.current.client.account.user(signal));
  }

  /** Looks at another project of the same account. */
  async choose(project: Project): Promise<void> {
    if (this.current.kind !== 'signedIn') return;
    const { session } = this.current;
    this.enter(session, project);
    await this.remember(session, project);
  }

  dispose(): void {
    this.didChangeEmitter.dispose();
  }

  private async storedSession(): Promise<string | undefined> {
    try {
      return await this.options.secrets.get(sessionSecret);
    } catch (error) {
      this.setState({ kind: 'signedOut' });
      throw error;
    }
  }

  private enter(session: Session, project: ProjectChoice | undefined): void {
    const client = this.options.connect(session, project);
    this.setState({ kind: 'signedIn', session, client, ...(project && { project }) });
  }

  private likelyProject({ projects }: User): Project | undefined {
    const remembered = this.rememberedProject()?.id;
    return projects.length === 1 ? projects[0] : projects.find(({ id }) => id === remembered);
  }

  private rememberedProject(): ProjectChoice | undefined {
    return this.options.memory.get<ProjectChoice>(projectKey);
  }

  private async remember(session: Session, project: ProjectChoice): Promise<void> {
    if (session.kind === 'simulator') return; // its projects are gone with it
    const { id, name, organizationId } = project;
    await this.options.memory.update(projectKey, { id, name, organizationId });
  }

  private setState(state: AccountState): void {
    this.current = state;
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
