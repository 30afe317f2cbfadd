import { oneVariable, variableList } from './deviceAnswers';
import type { ConfigVariable } from './devices';
import { data, nothing } from './envelope';
import { missingKeyOrValue, throwDuplicateAsConflict } from './keyValues';
import { path } from './path';
import type { Refusal } from './call';
import type { Request } from './request';

/** What the platform's own variables do not allow, by key; on others everything is allowed. */
const forbidden: Readonly<Record<string, 'change' | 'delete'>> = {
  runtime: 'change',
  runtime_docker: 'delete',
  runtime_preinstalled: 'delete',
  ros_distro: 'delete',
  ros_workspace: 'delete',
};

/**
 * Tells what may not be done to a config variable: `change`, neither changed nor deleted; `delete`,
 * changed only. The service does not enforce it, its clients do.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/model.py
 */
export function forbiddenOn(key: string): 'change' | 'delete' | undefined {
  return Object.hasOwn(forbidden, key) ? forbidden[key] : undefined;
}

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
          (forbiddenOn(key) === 'change' ? protectedRefusal(key, 'changed') : undefined),
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
        refusal: forbiddenOn(key) ? protectedRefusal(key, 'deleted') : undefined,
      },
      signal,
    );
  }
}

function protectedRefusal(key: string, what: 'changed' | 'deleted'): Refusal {
  return { reason: 'operationNotAllowed', message: `${key} cannot be ${what}` };
}
