import { createHash } from 'node:crypto';
import { Refusal } from './refusal';

/** Every status the platform knows, spelt as on the wire (rapyuta-io-sdk rapyuta_io/clients/device.py). */
export const deviceStatuses = [
  'ONLINE',
  'OFFLINE',
  'FAILED',
  'INITIALIZING',
  'REGISTERED',
  'ACCEPTED',
  'REJECTED',
  'NEW',
  'DELETED',
] as const;

export type DeviceStatus = (typeof deviceStatuses)[number];

/** What the device's own `uname -m` prints; the selection query calls it `cpuarch`. */
export type CpuArchitecture = 'x86_64' | 'aarch64' | 'armv7l';

/** A label or a config variable. Ids are unique in the whole simulator. */
export interface KeyValue {
  readonly id: number;
  key: string;
  value: string;
}

/** A deployment as the device knows it; `phase` is lower case, `succeeded` means running. */
export interface Deployment {
  readonly guid: string;
  readonly instance: string;
  readonly name: string;
  phase: 'succeeded' | 'stopped';
  /** Milliseconds since 1970, as are all times in here. */
  readonly createdAt: number;
}

/** What a device tells about itself once it has been connected. */
export interface SystemFacts {
  readonly username: string;
  readonly host: string;
  /** Interface name -> addresses, possibly none. */
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  readonly operatingSystem: string;
  readonly saltVersion: string;
}

/** One device of a project. Only its `Project` changes it, so that no answer goes stale. */
export interface Device {
  readonly uuid: string;
  /** The unrelated integer that the selection query answers with. */
  readonly number: number;
  /** This computer itself rather than a simulated device. */
  readonly isThisMachine: boolean;
  readonly architecture: CpuArchitecture;
  readonly registeredAt: number;
  readonly createdBy: string;
  readonly facts: SystemFacts;
  pythonVersion: '2' | '3';
  name: string;
  description: string;
  status: DeviceStatus;
  /** Absent before the first connection. */
  lastOnlineAt?: number;
  /** Only with status `FAILED`. */
  failure?: { readonly code: string; readonly message: string };
  /** Times without connection, in order; the last one has no end while it lasts. */
  readonly absences: { readonly from: number; readonly to: number }[];
  /** Services of the agent that are switched on. */
  readonly daemons: Set<string>;
  labels: KeyValue[];
  variables: KeyValue[];
  deployments: Deployment[];
}

/** @throws {Refusal} 400 unless the device is connected; a guess: no source tells that answer */
export function requireOnline(device: Device): void {
  if (device.status !== 'ONLINE') throw new Refusal(400, 'device is not online');
}

/** An ISO time without zone and with microseconds, as the device manager writes it. */
export function wireTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, -1)}000`;
}

/** A device key's fingerprint: 16 pairs of hex digits joined by colons. */
function fingerprint(uuid: string): string {
  const digest = createHash('sha256').update(uuid).digest('hex').slice(0, 32);
  return digest.match(/../g)?.join(':') ?? '';
}

/** The seven fields that every answer about a device has, also the one to an update. */
export function summary(device: Device) {
  return {
    uuid: device.uuid,
    name: device.name,
    status: device.status,
    description: device.description,
    registration_time: wireTime(device.registeredAt),
    last_online: device.lastOnlineAt === undefined ? null : wireTime(device.lastOnlineAt),
    created_by: device.createdBy,
  };
}

function common(device: Device) {
  return {
    ...summary(device),
    device_version: device.pythonVersion,
    labels: device.labels.map(({ id, key, value }) => ({ id, key, value })),
    config_variables: device.variables.map(wireVariable),
    deployments: device.deployments.map((deployment) => ({
      deployment_id: deployment.instance,
      io_deployment_id: deployment.guid,
      phase: deployment.phase,
      error_code: null,
      created_at: wireTime(deployment.createdAt),
    })),
    ...(device.failure && {
      error_code: device.failure.code,
      error_message: device.failure.message,
    }),
  };
}

/** A config variable as lists show it. */
export function wireVariable({ id, key, value }: KeyValue) {
  return { id, key, value, type: null };
}

/** A device as an entry of the list. */
export function partialDevice(device: Device) {
  return { ...common(device), fingerprint: fingerprint(device.uuid) };
}

/** A device as the single get answers it; one that never connected tells nothing of its system. */
export function fullDevice(device: Device) {
  if (device.lastOnlineAt === undefined) return common(device);
  const { username, host, addresses, operatingSystem, saltVersion } = device.facts;
  return {
    ...common(device),
    username,
    host,
    ip_interfaces: addresses,
    lsb_distrib_description: operatingSystem,
    saltversion: saltVersion,
    remote_update_script: '',
    remote_update_log: '',
  };
}
