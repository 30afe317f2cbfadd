import { forbiddenOn } from '../api/configVariables';

/** What may not be done to a config variable, and why in a sentence. */
export interface VariableProtection {
  /** `change`: neither changed nor deleted; `delete`: changed only. */
  forbids: 'change' | 'delete';
  reason: string;
}

const runtimeFlag =
  'It says how applications run on the device; one of the two runtimes must stay enabled.';

const reasons: Readonly<Record<string, string>> = {
  runtime: 'It was set when the device was onboarded.',
  ros_distro: 'The device needs to know its ROS distribution.',
  ros_workspace: 'The device needs to know its ROS workspace.',
  runtime_docker: runtimeFlag,
  runtime_preinstalled: runtimeFlag,
};

/** Tells what the platform's rules forbid for a config variable; absent for an ordinary one. */
export function protectionOf(key: string): VariableProtection | undefined {
  const forbids = forbiddenOn(key);
  return forbids && { forbids, reason: reasons[key] ?? 'The platform needs it.' };
}
