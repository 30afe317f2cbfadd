import type { ConfigVariable } from '../../domain/device';
import { protectionOf } from '../../domain/protection';
import type { CallOptions } from '../core/call';
import { data, nothing } from '../core/envelope';
import type { CallProblem } from '../core/errors';
import { path } from '../core/path';
import type { Request } from '../core/request';
import { oneVariable, variableList } from './deviceShapes';
import { duplicateAsConflict, missingKeyOrValue } from './keyValues';

/**
 * The config variables of devices; keys are unique per device, values are texts.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device.py
 */
export class ConfigVariablesApi {
  constructor(private readonly request: Request) {}

  /** Lists a device's variables. */
  list(deviceId: string, options?: CallOptions): Promise<readonly ConfigVariable[]> {
    return this.request({
      path: path`config_variables/device/${deviceId}`,
      answer: data(variableList),
      reasons: { 404: 'deviceNotFound' },
      options,
    });
  }

  /**
   * Adds a variable to a device.
   *
   * @throws {ApiError} `conflict` when the device has the key already
   */
  add(
    deviceId: string,
    key: string,
    value: string,
    options?: CallOptions,
  ): Promise<ConfigVariable> {
    return this.request({
      method: 'POST',
      path: path`config_variables/device/${deviceId}`,
      body: { key, value },
      answer: data(oneVariable),
      reasons: { 400: 'parameterMissing', 404: 'deviceNotFound' },
      problem: missingKeyOrValue(key, value),
      options,
    }).catch(async (error: unknown) => {
      throw await duplicateAsConflict(error, key, () => this.list(deviceId, options));
    });
  }

  /**
   * Gives the variable of this id another value, and returns it as the service has it now.
   *
   * @throws {ApiError} `forbidden`, before anything is sent, for a protected variable
   */
  update({ id, key, value }: ConfigVariable, options?: CallOptions): Promise<ConfigVariable> {
    return this.request({
      method: 'PUT',
      path: path`config_variables/${id}`,
      body: { id, key, value },
      answer: data(oneVariable),
      reasons: { 400: 'parameterMissing' },
      problem:
        missingKeyOrValue(key, value) ??
        (protectionOf(key)?.forbids === 'change' ? protectedProblem(key, 'changed') : undefined),
      options,
    });
  }

  /**
   * Deletes a variable. Its id is not enough here: the key says whether it is protected.
   *
   * @throws {ApiError} `forbidden`, before anything is sent, for a protected variable
   */
  delete({ id, key }: ConfigVariable, options?: CallOptions): Promise<void> {
    return this.request({
      method: 'DELETE',
      path: path`config_variables/${id}`,
      answer: nothing,
      reasons: { 404: 'configVariableNotFound' },
      problem: protectionOf(key) ? protectedProblem(key, 'deleted') : undefined,
      options,
    });
  }
}

function protectedProblem(key: string, what: 'changed' | 'deleted'): CallProblem {
  return { reason: 'operationNotAllowed', message: `${key} cannot be ${what}` };
}
