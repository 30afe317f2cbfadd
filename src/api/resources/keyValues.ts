import { ApiError, type CallProblem } from '../core/errors';

/** Labels and config variables need a key and a value; the service takes neither empty. */
export function missingKeyOrValue(key: string, value: string): CallProblem | undefined {
  if (key !== '' && value !== '') return undefined;
  const message = `the ${key === '' ? 'key' : 'value'} is empty`;
  return { reason: 'parameterMissing', message };
}

/**
 * Returns the error of adding a pair as it is, or as a `conflict` when the key exists already. That gives
 * 409 on the platform, but in the service's own samples a 500 which could as well be a broken database:
 * whether the key is there tells the two apart.
 *
 * @param list  lists the pairs of the device
 * @see rapyuta-robotics/rapyuta-io-sdk, tests/utils/device_respones.py
 * @see rapyuta-robotics/rapyuta-io-sdk, sdk_test/device/label_test.py
 */
export async function duplicateAsConflict(
  error: unknown,
  key: string,
  list: () => Promise<readonly { key: string }[]>,
): Promise<unknown> {
  if (!(error instanceof ApiError)) return error;
  const { request, response, message } = error;
  if (response?.status !== 500 || message !== 'Database operation failed') return error;
  const pairs = await list().catch((failure: unknown) => {
    if (failure instanceof ApiError) return [];
    throw failure; // aborted
  });
  if (!pairs.some((pair) => pair.key === key)) return error;
  return new ApiError('conflict', 'the key exists already', request, response);
}
