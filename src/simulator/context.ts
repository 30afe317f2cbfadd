import type { Access, User } from './access';
import type { DeviceFlow } from './deviceFlow';
import type { Faults } from './faults';
import type { Fleet, Project } from './fleet';
import type { Jobs } from './jobs';
import type { RecordedMetrics } from './metrics/recorded';
import type { Places } from './places';
import type { Random } from './random';
import type { RequestLog } from './requestLog';
import type { SignedUrls } from './uploads/signedUrls';
import type { Uploads } from './uploads/uploads';

/** What the routes work on. */
export interface Context {
  readonly fleet: Fleet;
  readonly access: Access;
  readonly places: Places;
  readonly jobs: Jobs;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly random: Random;
  readonly uploads: Uploads;
  readonly signedUrls: SignedUrls;
  readonly recorded: RecordedMetrics;
  readonly deviceFlow: DeviceFlow;
}

/**
 * What a route asks for before it runs: nothing, the announced token, any user's token, or a
 * user's token and a project that this user may see (the default).
 */
export type Scope = 'public' | 'owner' | 'user' | 'project';

declare module 'fastify' {
  interface FastifyContextConfig {
    scope?: Scope;
  }
  interface FastifyRequest {
    /** Set in the scopes `user` and `project`. */
    user: User;
    /** Set in the scope `project`. */
    project: Project;
  }
}

/** The fields of a JSON body; a body that is no object has none. */
export function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject ? (body as Record<string, unknown>) : {};
}

/** Values of a query key that may be absent, given once, or repeated; empty ones do not count. */
export function queryValues(query: unknown, key: string): string[] {
  const value = fieldsOf(query)[key];
  const values = Array.isArray(value) ? value : [value];
  return values.filter((item): item is string => typeof item === 'string' && item !== '');
}
