import type { Protection } from '../../protocol/configuration';

const runtimeFlag: Protection = {
  forbids: 'delete',
  reason: 'It says how applications run on the device; one of the two runtimes must stay enabled.',
};

/** @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device.py */
const protections: Readonly<Record<string, Protection>> = {
  runtime: { forbids: 'change', reason: 'It was set when the device was onboarded.' },
  ros_distro: { forbids: 'delete', reason: 'The device needs to know its ROS distribution.' },
  ros_workspace: { forbids: 'delete', reason: 'The device needs to know its ROS workspace.' },
  runtime_docker: runtimeFlag,
  runtime_preinstalled: runtimeFlag,
};

/** Tells what the platform's rules forbid for a config variable; absent for an ordinary one. */
export function protectionOf(key: string): Protection | undefined {
  return Object.hasOwn(protections, key) ? protections[key] : undefined;
}
