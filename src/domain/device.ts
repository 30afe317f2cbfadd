/** States the service knows, spelt as on the wire. */
export const deviceStatuses = [
  'ONLINE',
  'FAILED',
  'OFFLINE',
  'INITIALIZING',
  'REGISTERED',
  'ACCEPTED',
  'NEW',
  'REJECTED',
  'DELETED',
] as const;
export type DeviceStatus = (typeof deviceStatuses)[number];

/** CPU architectures the service can select by. */
export const architectures = ['amd64', 'arm64v8', 'arm32v7'] as const;
export type Architecture = (typeof architectures)[number];

/** A label of a device; keys are unique per device. */
export interface Label {
  id: number;
  key: string;
  value: string;
}

/** A config variable of a device. `type` is absent on most. */
export interface ConfigVariable {
  id: number;
  key: string;
  value: string;
  type?: string;
}

/** A deployment as the device itself reports it. */
export interface DeviceDeployment {
  /** Platform id, `dep-...`. */
  id: string;
  /** Id of the instance on the device. */
  instanceId: string;
  /** Free vocabulary; compare case-insensitively. */
  phase: string;
  errorCode?: string;
  createdAt?: Date;
}

/**
 * A device as listed or fetched. What comes after `createdBy` is absent from lists, and from a single
 * device that has never been online.
 */
export interface Device {
  /** UUID. */
  id: string;
  name: string;
  status: DeviceStatus | 'unknown';
  /** The status word as the service sent it. */
  rawStatus: string;
  description: string;
  registeredAt?: Date;
  /** Absent before the first connection. */
  lastOnlineAt?: Date;
  /** User guid. */
  createdBy?: string;
  /** Python generation of the device's agent, `2` or `3`. */
  pythonVersion?: string;
  labels: readonly Label[];
  configVariables: readonly ConfigVariable[];
  deployments: readonly DeviceDeployment[];
  /** `DEV_E*`; means something only while the status is FAILED. */
  errorCode?: string;
  errorMessage?: string;
  username?: string;
  hostname?: string;
  /** Interface name -> its IPv4 and IPv6 addresses. */
  ipInterfaces?: Readonly<Record<string, readonly string[]>>;
  /** Operating system as text. */
  osDescription?: string;
  saltVersion?: string;
}
