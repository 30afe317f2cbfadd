/** What may not be done to a config variable, and why in a sentence. */
export interface Protection {
  /** `change`: neither changed nor deleted; `delete`: changed only. */
  forbids: 'change' | 'delete';
  reason: string;
}

const runtimeFlag: Protection = {
  forbids: 'delete',
  reason: 'It says how applications run on the device; one of the two runtimes must stay enabled.',
};

/** The platform's own variables by key; on all others everything is allowed. */
const protections: Readonly<Record<string, Protection>> = {
  runtime: { forbids: 'change', reason: 'It was set when the device was onboarded.' },
  runtime_docker: runtimeFlag,
  runtime_preinstalled: runtimeFlag,
  ros_distro: { forbids: 'delete', reason: 'The device needs to know its ROS distribution.' },
  ros_workspace: { forbids: 'delete', reason: 'The device needs to know its ROS workspace.' },
};

/**
 * Returns what the platform's rules forbid for a config variable; absent for an ordinary one. The service
 * does not enforce the rules, its clients do.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/model.py
 */
export function protectionOf(key: string): Protection | undefined {
  return Object.hasOwn(protections, key) ? protections[key] : undefined;
}
