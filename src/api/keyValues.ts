import { ApiError } from './errors';
import type { Refusal } from './call';

/** Labels and config variables need a key and a value; the service takes neither empty. */
export function missingKeyOrValue(key: string, value: string): Refusal | undefined {
  if (key !== '' && value !== '') return undefined;
  const message = `the ${key === '' ? 'key' : 'value'} is empty`;
  return { reason: 'parameterMissing', message };
}

/**
 * Rethrows the error of adding a pair. A key that exists already gives 409 on the platform, but the
 * service's own samples have a 500 for it: that becomes a `conflict` as well.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, tests/utils/device_respones.py
 * @see rapyuta-robotics/rapyuta-io-sdk, sdk_test/device/label_test.py
 */
export function throwDuplicateAsConflict(error: unknown): never {
  if (error instanceof ApiError && error.message === 'Database operation failed') {
    throw new ApiError('conflict', 'the key exists already', error.request, error.response);
  }
  throw error;
}
