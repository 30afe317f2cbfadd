import * as v from 'valibot';
import { labelList } from './deviceAnswers';
import type { Label } from './devices';
import { data, nothing } from './envelope';
import { missingKeyOrValue, throwDuplicateAsConflict } from './keyValues';
import { path } from './path';
import type { Request } from './request';

/**
 * The labels of devices; keys are unique per device.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device.py
 */
export class LabelsApi {
  constructor(private readonly request: Request) {}

  /** Lists a device's labels. */
  list(deviceId: string, signal?: AbortSignal): Promise<readonly Label[]> {
    const reasons = { 404: 'deviceNotFound' } as const;
    return this.request(
      { method: 'GET', path: path`labels/${deviceId}`, answer: labels, reasons },
      signal,
    );
  }

  /**
   * Adds a label to a device.
   *
   * @throws {ApiError} `conflict` when the device has the key already
   */
  add(deviceId: string, key: string, value: string, signal?: AbortSignal): Promise<Label> {
    return this.request(
      {
        method: 'POST',
        path: path`labels/${deviceId}`,
        body: { [key]: value },
        answer: firstLabel,
        reasons: { 400: 'parameterMissing', 404: 'deviceNotFound' },
        refusal: missingKeyOrValue(key, value),
      },
      signal,
    ).catch(throwDuplicateAsConflict);
  }

  /** Gives the label of this id another key or value. */
  update({ id, key, value }: Label, signal?: AbortSignal): Promise<void> {
    return this.request(
      {
        method: 'PUT',
        path: path`labels/${id}`,
        body: { id, key, value },
        answer: nothing,
        reasons: { 404: 'labelNotFound' },
        refusal: missingKeyOrValue(key, value),
      },
      signal,
    );
  }

  /** Deletes the label of this id, whichever device it is on. */
  delete(labelId: number, signal?: AbortSignal): Promise<void> {
    const reasons = { 404: 'labelNotFound' } as const;
    return this.request(
      { method: 'DELETE', path: path`labels/${labelId}`, answer: nothing, reasons },
      signal,
    );
  }
}

const labels = data(labelList);
const firstLabel = data(
  v.pipe(
    labelList,
    v.minLength(1),
    v.transform(([label]) => label as Label),
  ),
);
