import * as v from 'valibot';
import { json } from './envelope';
import { pageOf, walkPages } from './pages';
import type { Request } from './request';

/** An organization the user belongs to. */
export interface Organization {
  /** Guid, `org-...`. */
  id: string;
  name: string;
  /** Five letters or so; part of addresses. */
  shortId?: string;
}

/** A project, which is where devices live. */
export interface Project {
  /** Guid, `project-...`. */
  id: string;
  name: string;
  organizationId: string;
}

/** Whose token it is, and what it may see. */
export interface User {
  /** Guid. */
  id: string;
  /** For people; the address or the id where there is no name. */
  name: string;
  email?: string;
  organizations: readonly Organization[];
  projects: readonly Project[];
}

/** The account behind the token; needs no project. */
export class AccountApi {
  constructor(private readonly request: Request) {}

  /**
   * Tells whose token it is. The only list of organizations there is; also the usual check of a token.
   *
   * @throws {ApiError} `auth` when the token is refused
   * @see rapyuta-robotics/rapyuta-io-sdk-v2, rapyuta_io_sdk_v2/models/user.py
   */
  user(signal?: AbortSignal): Promise<User> {
    return this.request(
      { method: 'GET', part: 'v2Account', path: 'users/me/', answer: json(user) },
      signal,
    );
  }

  /**
   * Lists an organization's projects, page by page, in server order.
   *
   * @param organizationId  guid
   * @see rapyuta-robotics/rapyuta-io-sdk-v2, rapyuta_io_sdk_v2/client.py
   */
  projects(organizationId: string, signal?: AbortSignal): AsyncGenerator<Project, void, undefined> {
    return walkPages((page) =>
      this.request(
        {
          method: 'GET',
          part: 'v2Account',
          path: 'projects/',
          query: { ...page, organizations: organizationId },
          headers: { organizationguid: organizationId },
          answer: json(pageOf(project)),
        },
        signal,
      ),
    );
  }
}

const text = v.nullish(v.string());

const user = v.pipe(
  v.object({
    metadata: v.object({ guid: v.string(), name: text }),
    spec: v.nullish(
      v.object({
        firstName: text,
        lastName: text,
        emailID: text,
        organizations: v.nullish(
          v.array(v.object({ guid: v.string(), name: text, shortGUID: text })),
        ),
        projects: v.nullish(
          v.array(v.object({ guid: v.string(), name: text, organizationGUID: text })),
        ),
      }),
    ),
  }),
  v.transform(({ metadata, spec }): User => {
    const fullName = [spec?.firstName, spec?.lastName].filter(Boolean).join(' ');
    return {
      id: metadata.guid,
      name: metadata.name || fullName || spec?.emailID || metadata.guid,
      ...(spec?.emailID && { email: spec.emailID }),
      organizations: (spec?.organizations ?? []).map(({ guid, name, shortGUID }) => ({
        id: guid,
        name: name || guid,
        ...(shortGUID && { shortId: shortGUID }),
      })),
      projects: (spec?.projects ?? []).map(({ guid, name, organizationGUID }) => ({
        id: guid,
        name: name || guid,
        organizationId: organizationGUID ?? '',
      })),
    };
  }),
);

const project = v.pipe(
  v.object({
    metadata: v.object({ guid: v.string(), name: text, organizationGUID: text }),
  }),
  v.transform(({ metadata: { guid, name, organizationGUID } }): Project => ({
    id: guid,
    name: name || guid,
    organizationId: organizationGUID ?? '',
  })),
);
