import type { Deployment, Device } from './device';
import { Refusal } from './refusal';
import { v2Time, v2Version } from './v2';

/** @throws {Refusal} 400 with the ids of the deployments that still run on the device */
export function refuseRunningDeployments(device: Device): void {
  const running = device.deployments.filter(({ phase }) => phase === 'succeeded');
  if (running.length > 0)
    throw new Refusal(
      400,
      running.map(({ guid }) => guid),
    );
}

/** The words that the v2 host has for a deployment's phase. */
const v2Phases = { succeeded: 'Succeeded', stopped: 'Stopped' } as const;

/** A deployment as the v2 host lists it. */
export function v2Deployment(deployment: Deployment, device: Device) {
  const isRunning = deployment.phase === 'succeeded';
  return {
    kind: 'Deployment',
    apiVersion: v2Version,
    metadata: {
      name: deployment.name,
      guid: deployment.guid,
      createdAt: v2Time(deployment.createdAt),
      depends: { kind: 'package', nameOrGUID: deployment.name, version: '1.0.0' },
    },
    spec: { runtime: 'device', device: { depends: { kind: 'device', nameOrGUID: device.name } } },
    status: {
      phase: v2Phases[deployment.phase],
      status: isRunning ? 'Running' : 'Stopped',
      error_codes: [],
      executables_status: {
        [deployment.name]: {
          status: isRunning ? 'running' : 'terminated',
          reason: '',
          error_code: '',
          exit_code: 0,
          restart_count: 0,
        },
      },
    },
  };
}
