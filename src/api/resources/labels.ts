import * as v from 'valibot';
import type { Label } from '../../domain/device';
import type { CallOptions } from '../core/call';
import { data, nothing } from '../core/envelope';
import { type Identified, path } from '../core/path';
import type { Request } from '../core/request';
import { labelList, oneLabel } from './deviceShapes';
import { duplicateAsConflict, missingKeyOrValue } from './keyValues';

const reasons = { 404: 'labelNotFound' } as const;

/**
 * The labels of devices; keys are unique per device.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device.py
 */
export class LabelsApi {
  constructor(private readonly request: Request) {}

  /** Lists a device's labels. */
  list(deviceId: string, options?: CallOptions): Promise<readonly Label[]> {
    return this.request({
      path: path`labels/${deviceId}`,
      answer: labels,
      reasons: { 404: 'deviceNotFound' },
      options,
    });
  }

  /**
   * Adds a label to a device.
   *
   * @throws {ApiError} `conflict` when the device has the key already
   */
  add(deviceId: string, key: string, value: string, options?: CallOptions): Promise<Label> {
    return this.request({
      method: 'POST',
      path: path`labels/${deviceId}`,
      body: { [key]: value },
      answer: firstLabel,
      reasons: { 400: 'parameterMissing', 404: 'deviceNotFound' },
      problem: missingKeyOrValue(key, value),
      options,
    }).catch(async (error: unknown) => {
      throw await duplicateAsConflict(error, key, () => this.list(deviceId, options));
    });
  }

  /** Gives the label of this id another key or value. */
  update({ id, key, value }: Label, options?: CallOptions): Promise<void> {
    return this.request({
      method: 'PUT',
      path: path`labels/${id}`,
      body: { id, key, value },
      answer: nothing,
      reasons,
      problem: missingKeyOrValue(key, value),
      options,
    });
  }

  /** Deletes a label, whichever device it is on. */
  delete(label: Identified<number>, options?: CallOptions): Promise<void> {
    const method = 'DELETE';
    return this.request({ method, path: path`labels/${label}`, answer: nothing, reasons, options });
  }
}

const labels = data(labelList);
const firstLabel = data(
  v.pipe(
    v.looseTuple([oneLabel]),
    v.transform(([label]) => label),
  ),
);
