/** The one line a simulator prints on stdout when it is ready; all a client needs to reach it. */
export interface SimulatorAnnouncement {
  /** Base URL that serves the core, v2, rip and OIDC hosts, such as `http://127.0.0.1:4711`. */
  url: string;
  token: string;
  /** Guid of the organization and of its first project. */
  organization: string;
  project: string;
}

/** Environment variable that connects the extension to a running simulator; see `simulatorFor`. */
export const simulatorVariable = 'RAPYUTA_SIMULATOR';

/** Reads an announcement; absent unless it is complete and its URL is on this computer. */
export function parseSimulatorAnnouncement(line: string): SimulatorAnnouncement | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { url, token, organization, project } = value as Record<string, unknown>;
  if (typeof url !== 'string' || !/^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+$/.test(url))
    return undefined;
  if (typeof token !== 'string' || token === '') return undefined;
  if (typeof organization !== 'string' || typeof project !== 'string') return undefined;
  return { url, token, organization, project };
}
