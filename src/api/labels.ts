import { labelList } from './deviceAnswers';
import type { Label } from './devices';
import { data } from './envelope';
import { path } from './path';
import type { Request } from './request';

/** The labels of one device; keys are unique per device. */
export class LabelsApi {
  constructor(private readonly request: Request) {}

  /**
   * Lists a device's labels.
   *
   * @throws {ApiError} `notFound` for an unknown device
   * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device.py
   */
  list(deviceId: string, signal?: AbortSignal): Promise<readonly Label[]> {
    return this.request(
      {
        method: 'GET',
        part: 'deviceManager',
        path: path`labels/${deviceId}`,
        answer: data(labelList),
      },
      signal,
    );
  }
}
