import { deviceList, oneDevice, selectedIds } from './deviceAnswers';
import type { Architecture, Device } from './devices';
import { data } from './envelope';
import { path } from './path';
import type { Request } from './request';

/** The devices of the client's project. */
export class DevicesApi {
  constructor(private readonly request: Request) {}

  /**
   * Lists the project's devices, all in one answer, without the fields that only `get` tells.
   *
   * @param filter  `name`: the one device of exactly this name
   * @throws {ApiError} `malformed` when one of them has not the shape of a device
   * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device_manager.py
   */
  async list(filter: { name?: string } = {}, signal?: AbortSignal): Promise<readonly Device[]> {
    const { name } = filter;
    const devices = await this.request(
      {
        method: 'GET',
        part: 'deviceManager',
        path: 'devices/',
        query: { name },
        answer: data(deviceList),
      },
      signal,
    );
    // Whether the service looks for the whole name or for a part of it is not documented.
    return name === undefined ? devices : devices.filter((device) => device.name === name);
  }

  /**
   * Fetches one device with all that is known of it.
   *
   * @throws {ApiError} `notFound`
   */
  get(deviceId: string, signal?: AbortSignal): Promise<Device> {
    return this.request(
      {
        method: 'GET',
        part: 'deviceManager',
        path: path`devices/${deviceId}`,
        answer: data(oneDevice),
      },
      signal,
    );
  }

  /** Lists the ids of the online devices of one architecture; the service knows no other device's. */
  listIdsByArchitecture(
    architecture: Architecture,
    signal?: AbortSignal,
  ): Promise<readonly string[]> {
    return this.listIdsByArchitectures([architecture], signal);
  }

  /**
   * Lists the ids of the online devices that have one of the architectures.
   *
   * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/utils/query_builder.py
   */
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
        part: 'deviceManager',
        path: 'selection/query/',
        body: { operator: '$or', specs: { operator: '$or', args: criteria } },
        isRepeatable: true,
        answer: data(selectedIds),
      },
      signal,
    );
  }
}

/** What `uname -m` tells on each architecture, in the order the original client sends them. */
const architectureCriteria: Readonly<Record<Architecture, readonly object[]>> = {
  arm32v7: [{ operator: '$in', args: ['cpuarch', 'armv7'] }],
  arm64v8: [{ operator: '$in', args: ['cpuarch', 'aarch64'] }],
  amd64: [
    { operator: '$eq', args: ['cpuarch', 'x86_64'] },
    { operator: '$eq', args: ['cpuarch', 'amd64'] },
  ],
};
