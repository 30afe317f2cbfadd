import * as v from 'valibot';
import type { Organization, Project, User } from '../../domain/project';
import type { CallOptions } from '../core/call';
import { json } from '../core/envelope';
import { pageOf, walkPages } from '../core/pages';
import type { Request } from '../core/request';
import { field, optionalListOf, text } from '../core/shapes';

/** The account behind the token; needs no project. */
export class AccountApi {
  constructor(private readonly request: Request) {}

  /**
   * Fetches the token's owner. The only list of organizations there is; also the usual check of a token.
   *
   * @throws {ApiError} `auth` when the token is refused
   * @see rapyuta-robotics/rapyuta-io-sdk-v2, rapyuta_io_sdk_v2/models/user.py
   */
  user(options?: CallOptions): Promise<User> {
    return this.request({ part: 'v2Account', path: 'users/me/', answer: json(user), options });
  }

  /**
   * Lists an organization's projects, page by page, in server order.
   *
   * @param organizationId  guid
   * @see rapyuta-robotics/rapyuta-io-sdk-v2, rapyuta_io_sdk_v2/client.py
   */
  projects(
    organizationId: string,
    options?: CallOptions,
  ): AsyncGenerator<Project, void, undefined> {
    return walkPages((page) =>
      this.request({
        part: 'v2Account',
        path: 'projects/',
        query: { ...page, organizations: organizationId },
        headers: { organizationguid: organizationId },
        answer: json(pageOf(project)),
        options,
      }),
    );
  }
}

const organization = v.pipe(
  v.object({ guid: v.string(), name: text, shortGUID: text }),
  v.transform(({ guid, name, shortGUID }): Organization => ({
    id: guid,
    name: name || guid,
    ...(shortGUID && { shortId: shortGUID }),
  })),
);

const projectFields = v.pipe(
  v.object({ guid: v.string(), name: text, organizationGUID: text }),
  v.transform(({ guid, name, organizationGUID }): Project => ({
    id: guid,
    name: name || guid,
    organizationId: organizationGUID ?? '',
  })),
);

const project = field('metadata', projectFields);

const user = v.pipe(
  v.object({
    metadata: v.object({ guid: v.string(), name: text }),
    spec: v.nullish(
      v.object({
        firstName: text,
        lastName: text,
        emailID: text,
        organizations: optionalListOf(organization),
        projects: optionalListOf(projectFields),
      }),
    ),
  }),
  v.transform(({ metadata, spec }): User => {
    const fullName = [spec?.firstName, spec?.lastName].filter(Boolean).join(' ');
    return {
      id: metadata.guid,
      name: metadata.name || fullName || spec?.emailID || metadata.guid,
      ...(spec?.emailID && { email: spec.emailID }),
      organizations: spec?.organizations ?? [],
      projects: spec?.projects ?? [],
    };
  }),
);
