import * as v from 'valibot';
import {
  type ConfigVariable,
  type Device,
  type DeviceDeployment,
  deviceStatuses,
  type DeviceStatus,
  type Label,
} from './devices';
import { parseTimestamp } from './timestamp';

const text = v.nullish(v.string());

const wireLabel = v.object({ id: v.number(), key: v.string(), value: text });
const wireVariable = v.object({ id: v.number(), key: v.string(), value: text, type: text });
const wireDeployment = v.object({
  deployment_id: text,
  io_deployment_id: text,
  phase: text,
  error_code: text,
  created_at: text,
});
const wireDevice = v.object({
  uuid: v.pipe(v.string(), v.nonEmpty()),
  name: v.string(),
  status: v.string(),
  description: text,
  registration_time: text,
  last_online: text,
  created_by: text,
  device_version: text,
  labels: v.nullish(v.array(wireLabel)),
  config_variables: v.nullish(v.array(wireVariable)),
  deployments: v.nullish(v.array(wireDeployment)),
  error_code: text,
  error_message: text,
  username: text,
  host: text,
  ip_interfaces: v.nullish(v.record(v.string(), v.nullish(v.array(v.string())))),
  lsb_distrib_description: text,
  saltversion: text,
});

type WireDevice = v.InferOutput<typeof wireDevice>;
type WireVariable = v.InferOutput<typeof wireVariable>;
type WireDeployment = v.InferOutput<typeof wireDeployment>;

/**
 * `response.data` of one device list; equal texts of its devices are kept once. Every device becomes
 * ours as soon as it is checked: with the checked copies of 10,000 devices alive until the end,
 * decoding took half as long again (measured on 10 MB, Node 20, 2026).
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, tests/utils/device_respones.py
 */
export function deviceList() {
  const reader = new DeviceReader();
  const device = v.pipe(
    wireDevice,
    v.transform((wire) => reader.device(wire)),
  );
  return v.pipe(
    v.nullable(v.array(device)),
    v.transform((devices): readonly Device[] => devices ?? []),
  );
}

/** `response.data` of one device. */
export const oneDevice = v.pipe(
  wireDevice,
  v.transform((wire): Device => new DeviceReader().device(wire)),
);

/** `response.data` of a device's labels, and of the answer to adding one. */
export const labelList = v.pipe(
  v.nullable(v.array(wireLabel)),
  v.transform((labels): readonly Label[] => new DeviceReader().labels(labels)),
);

/** `response.data` of a device's config variables. */
export const variableList = v.pipe(
  v.nullable(v.array(wireVariable)),
  v.transform((variables): readonly ConfigVariable[] => new DeviceReader().variables(variables)),
);

/** `response.data` of one config variable. */
export const oneVariable = v.pipe(
  wireVariable,
  v.transform((wire): ConfigVariable => new DeviceReader().variable(wire)),
);

/** `response.data` of a selection: the ids of the devices in it. */
export const selectedIds = v.pipe(
  v.nullable(v.array(v.object({ uuid: v.string() }))),
  v.transform((devices): readonly string[] => devices?.map(({ uuid }) => uuid) ?? []),
);

const statuses: ReadonlyMap<string, DeviceStatus> = new Map(
  deviceStatuses.map((status) => [status, status]),
);
const none: readonly never[] = Object.freeze([]);

/**
 * Turns wire devices into ours. A fleet repeats the same keys, values and words in every device, and
 * `JSON.parse` makes a new string of each: a pool shares them, which halves what 10,000 devices take.
 */
class DeviceReader {
  private readonly pool = new Map<string, string>();

  device(wire: WireDevice): Device {
    const device: Device = {
      id: wire.uuid,
      name: wire.name,
      status: statuses.get(wire.status) ?? 'unknown',
      rawStatus: this.shared(wire.status),
      description: this.shared(wire.description ?? ''),
      labels: this.labels(wire.labels),
      configVariables: this.variables(wire.config_variables),
      deployments: mapped(wire.deployments, (deployment) => this.deployment(deployment)),
    };
    this.set(device, 'createdBy', wire.created_by);
    this.set(device, 'pythonVersion', wire.device_version);
    this.set(device, 'errorCode', wire.error_code);
    this.set(device, 'errorMessage', wire.error_message);
    this.set(device, 'username', wire.username);
    this.set(device, 'hostname', wire.host);
    this.set(device, 'osDescription', wire.lsb_distrib_description);
    this.set(device, 'saltVersion', wire.saltversion);
    const registeredAt = parseTimestamp(wire.registration_time);
    if (registeredAt) device.registeredAt = registeredAt;
    const lastOnlineAt = parseTimestamp(wire.last_online);
    if (lastOnlineAt) device.lastOnlineAt = lastOnlineAt;
    if (wire.ip_interfaces) {
      device.ipInterfaces = Object.fromEntries(
        Object.entries(wire.ip_interfaces).map(([name, addresses]) => [name, addresses ?? none]),
      );
    }
    return device;
  }

  labels(labels: readonly v.InferOutput<typeof wireLabel>[] | null | undefined): readonly Label[] {
    return mapped(labels, ({ id, key, value }) => ({
      id,
      key: this.shared(key),
      value: this.shared(value ?? ''),
    }));
  }

  variables(variables: readonly WireVariable[] | null | undefined): readonly ConfigVariable[] {
    return mapped(variables, (variable) => this.variable(variable));
  }

  variable({ id, key, value, type }: WireVariable): ConfigVariable {
    const variable: ConfigVariable = {
      id,
      key: this.shared(key),
      value: this.shared(value ?? ''),
    };
    if (type) variable.type = this.shared(type);
    return variable;
  }

  private deployment(wire: WireDeployment): DeviceDeployment {
    const deployment: DeviceDeployment = {
      id: wire.io_deployment_id ?? '',
      instanceId: wire.deployment_id ?? '',
      phase: this.shared(wire.phase ?? ''),
    };
    if (wire.error_code) deployment.errorCode = this.shared(wire.error_code);
    const createdAt = parseTimestamp(wire.created_at);
    if (createdAt) deployment.createdAt = createdAt;
    return deployment;
  }

  private set(device: Device, field: OptionalText, value: string | null | undefined): void {
    if (value) device[field] = this.shared(value);
  }

  private shared(text: string): string {
    const known = this.pool.get(text);
    if (known !== undefined) return known;
    this.pool.set(text, text);
    return text;
  }
}

type OptionalText =
  | 'createdBy'
  | 'pythonVersion'
  | 'errorCode'
  | 'errorMessage'
  | 'username'
  | 'hostname'
  | 'osDescription'
  | 'saltVersion';

function mapped<T, U>(list: readonly T[] | null | undefined, toItem: (item: T) => U): readonly U[] {
  return list && list.length > 0 ? list.map(toItem) : none;
}
