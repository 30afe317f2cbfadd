import type { ConfigVariable } from './device';

/** How applications run on a device; both can be on at once. */
export interface DeviceRuntime {
  docker: boolean;
  preinstalled: boolean;
}

/**
 * Reads a device's runtimes from its config variables; the service has no field for them.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device.py
 */
export function runtimeOf(variables: readonly ConfigVariable[]): DeviceRuntime {
  const value = (key: string): string | undefined =>
    variables.find((variable) => variable.key === key)?.value;
  const isOn = (key: string): boolean => ['True', 'true'].includes(value(key) ?? '');
  return {
    docker: isOn('runtime_docker') || value('runtime') === 'dockercompose',
    preinstalled: isOn('runtime_preinstalled') || value('runtime') === 'preinstalled',
  };
}
