import type { ApiClient } from '../api/client';
import type { DeviceSource } from './deviceStore';

/** A project's devices, asked for through the API. */
export function deviceSourceOf({ devices }: ApiClient, projectId: string): DeviceSource {
  return {
    projectId,
    list: (signal) => devices.list({}, signal),
    get: (deviceId, signal) => devices.get(deviceId, signal),
    listIdsByArchitecture: (architecture, signal) =>
      devices.listIdsByArchitecture(architecture, signal),
  };
}
