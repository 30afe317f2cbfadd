/** Base URLs of the service's parts, without a trailing slash. */
export interface Hosts {
  /** Device manager, metrics. */
  core: string;
  /** Users, organizations, projects, file uploads. */
  v2: string;
  /** Password sign-in and tokens. */
  rip: string;
  /** Browser sign-in. */
  oidc: string;
}

/**
 * Hosts of the production environment, `ga`.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/utils/settings.py
 */
export const productionHosts: Hosts = {
  core: 'https://gaapiserver.apps.okd4v2.prod.rapyuta.io',
  v2: 'https://api.rapyuta.io',
  rip: 'https://garip.apps.okd4v2.prod.rapyuta.io',
  oidc: 'https://oidc.rapyuta.io',
};

/** Whether nobody else can listen to what goes to an address: over TLS, or within this computer. */
export function isSafeUrl({ protocol, hostname }: URL): boolean {
  const isLoopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback);
}

/**
 * Gives the hosts of an environment.
 *
 * @param environment  `ga` or blank for production; `qa`, `dev`, or a name starting with `pr`
 * @param overrides    win over the environment's own; blank ones count as absent
 * @throws {RangeError} for another name, or an address that is no plain https URL, or http
 *   URL of this computer; says what to do
 * @see rapyuta-robotics/rapyuta-io-cli, riocli/auth/staging.py
 */
export function hostsOf(environment: string, overrides: Partial<Hosts> = {}): Hosts {
  const own = environmentHosts(environment.trim());
  const host = (name: keyof Hosts): string => baseUrl(overrides[name]?.trim() || own[name]);
  return { core: host('core'), v2: host('v2'), rip: host('rip'), oidc: host('oidc') };
}

function environmentHosts(name: string): Hosts {
  if (name === '' || name === 'ga') return productionHosts;
  // The name becomes part of a host name, so it may not bring a dot or a slash.
  if (!/^(?:qa|dev|pr[a-z0-9-]*)$/.test(name)) {
    throw new RangeError(
      `"${name}" is no environment of rapyuta.io: use ga, qa, dev or a name that starts with pr.`,
    );
  }
  const domain = 'apps.okd4v2.okd4beta.rapyuta.io';
  return {
    core: `https://${name}apiserver.${domain}`,
    v2: `https://${name}api.${domain}`,
    rip: `https://${name}rip.${domain}`,
    oidc: `https://${name}-oidc.${domain}`,
  };
}

function baseUrl(text: string): string {
  const advice = 'Write it like https://api.rapyuta.io, without user name, query or fragment.';
  if (!URL.canParse(text)) throw new RangeError(`"${text}" is no address of a server. ${advice}`);
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || /[?#]/.test(text)) {
    // What is wrong may be a secret, so it is not repeated.
    throw new RangeError(`The address of a server has more or other parts than it may. ${advice}`);
  }
  if (!isSafeUrl(url)) {
    throw new RangeError(
      `http:// would send your token in clear; it is for this computer only. ${advice}`,
    );
  }
  return url.href.replace(/(?<!\/)\/+$/, '');
}
