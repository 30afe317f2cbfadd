import { oneVariable, variableList } from './deviceAnswers';
import type { ConfigVariable } from './devices';
import { data, nothing } from './envelope';
import { missingKeyOrValue, throwDuplicateAsConflict } from './keyValues';
import { path } from './path';
import type { Refusal } from './call';
import type { Request } from './request';

/**
 * Tells what the platform's own variables do not allow; on others everything is allowed. The service
 * does not enforce it, its clients do.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/model.py
 */
export function protectionOf(key: string): { canUpdate: boolean; canDelete: boolean } {
  return { canUpdate: key !== 'runtime', canDelete: !platformKeys.has(key) };
}

const platformKeys: ReadonlySet<string> = new Set([
  'runtime',
  'runtime_docker',
  'runtime_preinstalled',
  'ros_distro',
  'ros_workspace',
]);

/**
 * The config variables of devices; keys are unique per device, values are texts.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device.py
 */
export class ConfigVariablesApi {
  constructor(private readonly request: Request) {}

  /** Lists a device's variables. */
  list(deviceId: string, signal?: AbortSignal): Promise<readonly ConfigVariable[]> {
    return this.request(
      {
        method: 'GET',
        path: path`config_variables/device/${deviceId}`,
        answer: data(variableList),
        reasons: { 404: 'deviceNotFound' },
      },
      signal,
    );
  }

  /**
   * Adds a variable to a device.
   *
   * @throws {ApiError} `conflict` when the device has the key already
   */
  add(deviceId: string, key: string, value: string, signal?: AbortSignal): Promise<ConfigVariable> {
    return this.request(
      {
        method: 'POST',
        path: path`config_variables/device/${deviceId}`,
        body: { key, value },
        answer: data(oneVariable),
        reasons: { 400: 'parameterMissing', 404: 'deviceNotFound' },
        refusal: missingKeyOrValue(key, value),
      },
      signal,
    ).catch(throwDuplicateAsConflict);
  }

  /**
   * Gives the variable of this id another value, and tells how it is now.
   *
   * @throws {ApiError} `forbidden`, before anything is sent, for a protected variable
   */
  update({ id, key, value }: ConfigVariable, signal?: AbortSignal): Promise<ConfigVariable> {
    return this.request(
      {
        method: 'PUT',
        path: path`config_variables/${id}`,
        body: { id, key, value },
        answer: data(oneVariable),
        reasons: { 400: 'parameterMissing' },
        refusal:
          missingKeyOrValue(key, value) ??
          (protectionOf(key).canUpdate ? undefined : protectedRefusal(key, 'changed')),
      },
      signal,
    );
  }

  /**
   * Deletes a variable.
   *
   * @throws {ApiError} `forbidden`, before anything is sent, for a protected variable
   */
  delete({ id, key }: ConfigVariable, signal?: AbortSignal): Promise<void> {
    return this.request(
      {
        method: 'DELETE',
        path: path`config_variables/${id}`,
        answer: nothing,
        reasons: { 404: 'configVariableNotFound' },
        refusal: protectionOf(key).canDelete ? undefined : protectedRefusal(key, 'deleted'),
      },
      signal,
    );
  }
}

function protectedRefusal(key: string, what: 'changed' | 'deleted'): Refusal {
  return { reason: 'operationNotAllowed', message: `${key} cannot be ${what}` };
}
