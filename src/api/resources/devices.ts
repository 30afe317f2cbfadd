import type { Architecture, Device } from '../../domain/device';
import type { CallOptions } from '../core/call';
import { data, nothing } from '../core/envelope';
import type { CallProblem } from '../core/errors';
import { dataItems } from '../core/jsonItems';
import { type Identified, path } from '../core/path';
import type { Request } from '../core/request';
import { deviceShape, oneDevice, selectedIds } from './deviceShapes';
import { requestUuid } from './uploadShapes';

/** Which devices to list; what is absent does not matter. */
export interface DeviceFilter {
  /** The whole name. */
  name?: string;
  /** Only those whose status is ONLINE. */
  isOnline?: boolean;
  /** Only online devices of one of these; the service knows no other device's architecture. */
  architectures?: readonly Architecture[];
}

/** What is sent of a device that is updated. */
export type DeviceIdentity = Pick<Device, 'id' | 'name' | 'description'>;

/** A list of 100,000 devices is 105 MB; a connection that stalls is given up much sooner. */
const listTimeoutMs = 600_000;
const reasons = { 404: 'deviceNotFound' } as const;

/**
 * The devices of the client's project.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device_manager.py, device.py
 */
export class DevicesApi {
  constructor(private readonly request: Request) {}

  /**
   * Lists the project's devices, without the fields that only `get` fills. One without a usable id or status
   * is left out, and counted in the log.
   *
   * @throws {ApiError} `malformed` when the answer is not a list, or no device in it can be read
   */
  async list(filter: DeviceFilter = {}, options?: CallOptions): Promise<readonly Device[]> {
    const { name, isOnline, architectures } = filter;
    const [devices, selected] = await Promise.all([
      this.request({
        path: 'devices/',
        query: { name },
        answer: dataItems(deviceShape),
        timeoutMs: listTimeoutMs,
        options,
      }),
      architectures && this.listIdsByArchitectures(architectures, options),
    ]);
    const ids = selected && new Set(selected);
    return devices.filter(
      (device) =>
        // Whether the service looks for the whole name or for a part of it is not documented.
        (name === undefined || device.name === name) &&
        (!isOnline || device.status === 'ONLINE') &&
        (!ids || ids.has(device.id)),
    );
  }

  /** Fetches one device with all its fields. */
  get(deviceId: string, options?: CallOptions): Promise<Device> {
    return this.request({
      path: path`devices/${deviceId}`,
      answer: data(oneDevice),
      reasons,
      options,
    });
  }

  /** Lists the ids of the online devices of one architecture. */
  listIdsByArchitecture(
    architecture: Architecture,
    options?: CallOptions,
  ): Promise<readonly string[]> {
    return this.listIdsByArchitectures([architecture], options);
  }

  /** Lists the ids of the online devices that have one of the architectures. */
  async listIdsByArchitectures(
    wanted: readonly Architecture[],
    options?: CallOptions,
  ): Promise<readonly string[]> {
    // What the service answers to a query without criteria is not known.
    if (wanted.length === 0) return [];
    const criteria = Object.entries(architectureCriteria)
      .filter(([architecture]) => wanted.some((one) => one === architecture))
      .flatMap(([, ownCriteria]) => ownCriteria);
    return this.request({
      method: 'POST',
      path: 'selection/query/',
      body: { operator: '$or', specs: { operator: '$or', args: criteria } },
      answer: data(selectedIds),
      isRepeatable: true,
      options,
    });
  }

  /**
   * Changes a device's name, description or both, and returns the device as lists have it.
   *
   * @param device  as it is now; the service may take what is not sent for empty, so all is sent
   */
  update(
    device: DeviceIdentity,
    changes: { name?: string; description?: string },
    options?: CallOptions,
  ): Promise<Device> {
    return this.put({ ...device, ...changes }, {}, options);
  }

  /** Lets a device talk to the platform. */
  accept(device: DeviceIdentity, options?: CallOptions): Promise<Device> {
    return this.put(device, { status: 'ACCEPTED' }, options);
  }

  /** Forbids a device to talk to the platform. */
  reject(device: DeviceIdentity, options?: CallOptions): Promise<Device> {
    return this.put(device, { status: 'REJECTED' }, options);
  }

  /**
   * Removes a device from the project.
   *
   * @throws {ApiError} reason `deploymentRunning`, with the deployments in `ids` if the service names them
   */
  delete(device: Identified<string>, options?: CallOptions): Promise<void> {
    return this.request({
      method: 'DELETE',
      path: path`devices/${device}`,
      answer: nothing,
      reasons: { ...reasons, 400: 'deploymentRunning' },
      options,
    });
  }

  /**
   * Moves an online device without deployments to another project; the client's project is the one it
   * leaves. Takes an administrator.
   *
   * @param projectId  guid of the project it goes to
   * @see rapyuta-robotics/rapyuta-io-cli, riocli/device/migrate.py
   */
  migrate(deviceId: string, projectId: string, options?: CallOptions): Promise<void> {
    return this.request({
      method: 'PUT',
      path: path`devices/${deviceId}/migrate`,
      body: { project: projectId },
      answer: nothing,
      reasons,
      isRepeatable: false, // once it has moved, this project does not have it any more
      options,
    });
  }

  /**
   * Makes an online device upload its debug logs.
   *
   * @returns the upload's id
   * @see rapyuta-robotics/rapyuta-io-cli, riocli/device/report.py
   */
  requestReport(deviceId: string, options?: CallOptions): Promise<string> {
    return this.request({
      method: 'POST',
      path: path`error_handler/upload_debug_logs/${deviceId}`,
      body: {},
      answer: data(requestUuid),
      reasons,
      options,
    });
  }

  private put(
    { id, name, description }: DeviceIdentity,
    change: { status?: 'ACCEPTED' | 'REJECTED' },
    options: CallOptions | undefined,
  ): Promise<Device> {
    return this.request({
      method: 'PUT',
      path: 'devices/', // the service wants the id in the body
      body: { device_id: id, name, description, ...change },
      answer: data(oneDevice),
      reasons: { ...reasons, 400: 'parameterMissing' },
      problem: name.trim() === '' ? emptyName : undefined,
      options,
    });
  }
}

const emptyName: CallProblem = { reason: 'invalidParameter', message: 'the name is empty' };

/** What `uname -m` prints on each architecture, in the order the original client sends them. */
const architectureCriteria: Readonly<Record<Architecture, readonly object[]>> = {
  arm32v7: [{ operator: '$in', args: ['cpuarch', 'armv7'] }],
  arm64v8: [{ operator: '$in', args: ['cpuarch', 'aarch64'] }],
  amd64: [
    { operator: '$eq', args: ['cpuarch', 'x86_64'] },
    { operator: '$eq', args: ['cpuarch', 'amd64'] },
  ],
};
