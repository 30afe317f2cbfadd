import type { ProjectApi } from '../../src/model/project/openProject';
import { OpenProject } from '../../src/model/project/openProject';
import { ProjectSlot } from '../../src/model/project/projectSlot';
import type { Project, User } from '../../src/domain/project';
import { Account } from '../../src/model/account/account';
import { tokenSession } from '../../src/model/account/session';
import { FakeArchitectures, FakeDevicesApi } from './devices';
import { failOnError } from './failOnError';
import { FakeClock } from './fakeClock';
import { FakeSecrets, FakeValues } from './storage';

export const warehouse: Project = { id: 'project-a', name: 'warehouse', organizationId: 'org-a' };
export const lab: Project = { id: 'project-b', name: 'lab', organizationId: 'org-a' };

/** An account and a project slot over fakes: what a feature of `ui` is given. */
export class FakeProjects {
  readonly clock = new FakeClock();
  readonly secrets = new FakeSecrets();
  readonly values = new FakeValues();
  readonly devices = new FakeDevicesApi();
  /** Answers whose token it is; replaced by tests that want another user, or none. */
  user: (signal?: AbortSignal) => Promise<User> = () =>
    Promise.resolve({ id: 'u', name: 'Dev', organizations: [], projects: [warehouse, lab] });
  readonly account = new Account({
    secrets: this.secrets,
    values: this.values,
    connect: () => ({ user: (signal) => this.user(signal) }),
    reportError: failOnError,
  });
  readonly project: ProjectSlot;

  constructor(commands: Partial<ProjectApi['commands']> = {}) {
    const api = { devices: this.devices, commands } as unknown as ProjectApi;
    this.project = new ProjectSlot(
      this.account,
      (scope) =>
        new OpenProject(scope, {
          api,
          clock: this.clock,
          storage: new FakeArchitectures(),
          intervalMs: () => 30_000,
          makeNonce: () => 'nonce',
          reportError: failOnError,
        }),
      failOnError,
    );
  }

  /** Signs in with a token and opens the project `warehouse`. */
  async signIn(token = 'tok-1'): Promise<void> {
    await this.account.signIn(tokenSession(token, 'ga', {}), warehouse.id);
  }

  dispose(): void {
    this.project.dispose();
    this.account.dispose();
  }
}
