import { deviceList, oneDevice, selectedIds } from './deviceAnswers';
import type { Architecture, Device } from './devices';
import { data, nothing } from './envelope';
import { path } from './path';
import type { Refusal } from './call';
import type { Request } from './request';
import { requestUuid } from './uploadWire';

/** Which devices to list; absent: whichever. */
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

/**
 * The devices of the client's project.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device_manager.py, device.py
 */
export class DevicesApi {
  constructor(private readonly request: Request) {}

  /**
   * Lists the project's devices, all in one answer, without the fields that only `get` tells.
   *
   * @throws {ApiError} `malformed` when one of them has not the shape of a device
   */
  async list(filter: DeviceFilter = {}, signal?: AbortSignal): Promise<readonly Device[]> {
    const { name, isOnline, architectures } = filter;
    const [devices, selected] = await Promise.all([
      this.request(
        { method: 'GET', path: 'devices/', query: { name }, answer: data(deviceList()) },
        signal,
      ),
      architectures && this.listIdsByArchitectures(architectures, signal),
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

  /** Fetches one device with all that is known of it. */
  get(deviceId: string, signal?: AbortSignal): Promise<Device> {
    return this.request(
      {
        method: 'GET',
        path: path`devices/${deviceId}`,
        answer: data(oneDevice),
        reasons: { 404: 'deviceNotFound' },
      },
      signal,
    );
  }

  /** Lists the ids of the online devices of one architecture. */
  listIdsByArchitecture(
    architecture: Architecture,
    signal?: AbortSignal,
  ): Promise<readonly string[]> {
    return this.listIdsByArchitectures([architecture], signal);
  }

  /** Lists the ids of the online devices that have one of the architectures. */
  async listIdsByArchitectures(
    wanted: readonly Architecture[],
    signal?: AbortSignal,
  ): Promise<readonly string[]> {
    // What the service answers to a query without criteria is not known.
    if (wanted.length === 0) return [];
    const criteria = Object.entries(architectureCriteria)
      .filter(([architecture]) => wanted.some((one) => one === architecture))
      .flatMap(([, ownCriteria]) => ownCriteria);
    return this.request(
      {
        method: 'POST',
        path: 'selection/query/',
        body: { operator: '$or', specs: { operator: '$or', args: criteria } },
        answer: data(selectedIds),
        isRepeatable: true,
      },
      signal,
    );
  }

  /**
   * Changes a device's name, description or both, and gives the device as lists have it.
   *
   * @param device  as it is now; the service may take what is not sent for empty, so all is sent
   */
  update(
    device: DeviceIdentity,
    changes: { name?: string; description?: string },
    signal?: AbortSignal,
  ): Promise<Device> {
    return this.put({ ...device, ...changes }, {}, signal);
  }

  /** Lets a device talk to the platform. */
  accept(device: DeviceIdentity, signal?: AbortSignal): Promise<Device> {
    return this.put(device, { status: 'ACCEPTED' }, signal);
  }

  /** Forbids a device to talk to the platform. */
  reject(device: DeviceIdentity, signal?: AbortSignal): Promise<Device> {
    return this.put(device, { status: 'REJECTED' }, signal);
  }

  /**
   * Removes a device from the project.
   *
   * @throws {ApiError} reason `deploymentRunning`, with the deployments in `ids` if the service names them
   */
  delete(deviceId: string, signal?: AbortSignal): Promise<void> {
    return this.request(
      {
        method: 'DELETE',
        path: path`devices/${deviceId}`,
        answer: nothing,
        reasons: { 400: 'deploymentRunning', 404: 'deviceNotFound' },
      },
      signal,
    );
  }

  /**
   * Moves an online device without deployments to another project; the client's project is the one it
   * leaves. Takes an administrator.
   *
   * @param projectId  guid of the project it goes to
   * @see rapyuta-robotics/rapyuta-io-cli, riocli/device/migrate.py
   */
  migrate(deviceId: string, projectId: string, signal?: AbortSignal): Promise<void> {
    return this.request(
      {
        method: 'PUT',
        path: path`devices/${deviceId}/migrate`,
        body: { project: projectId },
        answer: nothing,
        reasons: { 404: 'deviceNotFound' },
        isRepeatable: false, // once it has moved, this project knows it no more
      },
      signal,
    );
  }

  /**
   * Makes an online device upload its debug logs.
   *
   * @returns the upload's id
   * @see rapyuta-robotics/rapyuta-io-cli, riocli/device/report.py
   */
  requestReport(deviceId: string, signal?: AbortSignal): Promise<string> {
    return this.request(
      {
        method: 'POST',
        path: path`error_handler/upload_debug_logs/${deviceId}`,
        body: {},
        answer: data(requestUuid),
        reasons: { 404: 'deviceNotFound' },
      },
      signal,
    );
  }

  private put(
    { id, name, description }: DeviceIdentity,
    change: { status?: 'ACCEPTED' | 'REJECTED' },
    signal: AbortSignal | undefined,
  ): Promise<Device> {
    return this.request(
      {
        method: 'PUT',
        path: 'devices/', // the service wants the id in the body
        body: { device_id: id, name, description, ...change },
        answer: data(oneDevice),
        reasons: { 400: 'parameterMissing', 404: 'deviceNotFound' },
        refusal: name.trim() === '' ? emptyName : undefined,
      },
      signal,
    );
  }
}

const emptyName: Refusal = { reason: 'invalidParameter', message: 'the name is empty' };

/** What `uname -m` tells on each architecture, in the order the original client sends them. */
const architectureCriteria: Readonly<Record<Architecture, readonly object[]>> = {
  arm32v7: [{ operator: '$in', args: ['cpuarch', 'armv7'] }],
  arm64v8: [{ operator: '$in', args: ['cpuarch', 'aarch64'] }],
  amd64: [
    { operator: '$eq', args: ['cpuarch', 'x86_64'] },
    { operator: '$eq', args: ['cpuarch', 'amd64'] },
  ],
};
