import type { FleetDevice } from '../../src/model/fleetDevice';

/** Makes a device that is online and plain but for what is given. */
export function makeDevice(fields: Partial<FleetDevice> & { id: string }): FleetDevice {
  return {
    name: fields.id,
    status: 'ONLINE',
    rawStatus: fields.status ?? 'ONLINE',
    description: '',
    labels: [],
    configVariables: [],
    deployments: [],
    ...fields,
  };
}

/** Makes `count` online devices, `amr-0` and so on. */
export function makeFleet(count: number): FleetDevice[] {
  return Array.from({ length: count }, (_, index) => makeDevice({ id: `amr-${index}` }));
}
