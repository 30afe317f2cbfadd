import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Fleet, Organization, Project } from './fleet';
import { Refusal } from './refusal';
import { founderGuid } from './seed';

/** Someone who can sign in. */
export interface User {
  readonly guid: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** Made anew at each start and told on stderr only. */
  readonly password: string;
  readonly organizations: readonly Organization[];
}

const yearMs = 365 * 24 * 60 * 60 * 1000;

/** Who may come in: users, their passwords and their tokens. */
export class Access {
  readonly users: readonly [User, ...User[]];
  /** The announced token: of the user in every organization; it also opens `/__simulator/`. */
  readonly token: string;
  /** By digest, so that looking one up takes no time that tells about the token itself. */
  private readonly sessions = new Map<string, { user: User; expiresAt: number }>();

  constructor(private readonly fleet: Fleet) {
    const everywhere = fleet.projects.map(({ organization }) => organization);
    const main = makeUser(founderGuid, 'Dev', everywhere);
    const single = fleet.projects.map(({ name, organization }, index) =>
      makeUser(`6f1c0c52-9d1e-4c1b-8a57-2f6f5d1f0b0${index}`, capitalized(name), [organization]),
    );
    this.users = [main, ...single];
    this.token = this.issue(main, yearMs);
  }

  /** Makes a token for `user`, valid for `lifetimeMs`. */
  issue(user: User, lifetimeMs: number): string {
    const now = Date.now();
    for (const [key, { expiresAt }] of this.sessions)
      if (expiresAt <= now) this.sessions.delete(key);
    const token = randomBytes(24).toString('base64url');
    this.sessions.set(digest(token), { user, expiresAt: now + lifetimeMs });
    return token;
  }

  /** @throws {Refusal} 401 unless the header carries a token that is known and not expired */
  userOf(authorization: string | undefined): User {
    const user = this.userOfToken(bearer(authorization));
    if (!user) throw new Refusal(401, 'user cannot be authenticated');
    return user;
  }

  /** The user a token stands for; absent when it is unknown or expired. */
  userOfToken(token: string): User | undefined {
    const session = this.sessions.get(digest(token));
    return session && session.expiresAt > Date.now() ? session.user : undefined;
  }

  /** @throws {Refusal} 401 unless the header carries the announced token */
  requireOwner(authorization: string | undefined): void {
    const given = Buffer.from(digest(bearer(authorization)));
    if (!timingSafeEqual(given, Buffer.from(digest(this.token))))
      throw new Refusal(401, 'This needs the token that the simulator announced.');
  }

  /** The user with this address and password, if there is one. */
  signIn(email: string, password: string): User | undefined {
    const user = this.users.find((candidate) => candidate.email === email);
    const expected = Buffer.from(digest(user?.password ?? ''));
    return timingSafeEqual(expected, Buffer.from(digest(password))) ? user : undefined;
  }

  /** Ends a token's life. */
  revoke(authorization: string | undefined): void {
    this.sessions.delete(digest(bearer(authorization)));
  }

  /** The projects that `user` may see, in the fleet's order. */
  projectsOf(user: User): Project[] {
    return this.fleet.projects.filter(({ organization }) =>
      user.organizations.includes(organization),
    );
  }

  /** Everyone who belongs to an organization. */
  membersOf(organization: Organization): User[] {
    return this.users.filter(({ organizations }) => organizations.includes(organization));
  }

  knowsProject(guid: string): boolean {
    return this.fleet.projects.some((project) => project.guid === guid);
  }

  knowsOrganization(guid: string): boolean {
    return this.fleet.projects.some(({ organization }) => organization.guid === guid);
  }

  /**
   * The project that a request's `project` header names.
   *
   * @throws {Refusal} 400 without the header (no source tells the platform's answer, this is a
   * guess); 403 when the user may not see the project, whether or not it exists
   */
  projectOf(user: User, header: string | string[] | undefined): Project {
    if (typeof header !== 'string' || header === '')
      throw new Refusal(400, 'project header missing');
    const project = this.projectsOf(user).find(({ guid }) => guid === header);
    if (!project) throw new Refusal(403, 'user does not have access to the project');
    return project;
  }

  /** @throws {Refusal} 403 when the user is not a member of the organization named, if any is */
  checkOrganization(user: User, header: string | string[] | undefined): void {
    if (header === undefined || header === '') return;
    if (!user.organizations.some(({ guid }) => guid === header))
      throw new Refusal(403, 'user does not have access to the organization');
  }
}

function makeUser(guid: string, firstName: string, organizations: readonly Organization[]): User {
  return {
    guid,
    firstName,
    lastName: 'Example',
    email: `${firstName.toLowerCase()}@example.com`,
    password: randomBytes(9).toString('base64url'),
    organizations,
  };
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The token in an Authorization header; the word before it may be in any case. */
function bearer(authorization: string | undefined): string {
  return /^bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1] ?? '';
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
