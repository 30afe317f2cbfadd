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

/** A project and the name of the organization it belongs to. */
export interface OrganizedProject extends Project {
  organizationName: string;
}
