import { readFileSync } from 'node:fs';
import * as os from 'node:os';
import type { CpuArchitecture, Device } from './device';
import type { Fleet } from './fleet';
import { ownUserName } from './ownUser';

const architectures: Partial<Record<NodeJS.Architecture, CpuArchitecture>> = {
  arm: 'armv7l',
  arm64: 'aarch64',
};

/** This computer as a device of the fleet: its real name, system and addresses, always online. */
export function thisMachine(fleet: Fleet, uuid: string, createdBy: string): Device {
  const now = Date.now();
  return {
    uuid,
    number: fleet.nextId(),
    isThisMachine: true,
    architecture: architectures[process.arch] ?? 'x86_64',
    registeredAt: now,
    createdBy,
    facts: {
      username: ownUserName(),
      host: os.hostname(),
      addresses: addresses(),
      operatingSystem: operatingSystem(),
      saltVersion: '3004.2',
    },
    pythonVersion: '3',
    name: 'this-machine',
    description: 'The computer that the simulator runs on',
    status: 'ONLINE',
    lastOnlineAt: now,
    labels: fleet.entries({ site: 'here', model: 'workstation' }),
    variables: fleet.entries({ runtime_docker: 'False', runtime_preinstalled: 'True' }),
    deployments: [],
    absences: [],
    daemons: new Set(['telegraf']),
  };
}

function addresses(): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(os.networkInterfaces()).map(([name, found]) => [
      name,
      (found ?? []).map(({ address }) => address),
    ]),
  );
}

function operatingSystem(): string {
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    const name = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(release)?.[1];
    if (name) return name;
  } catch {
    // Only Linux has the file; elsewhere Node knows the system's name.
  }
  return `${os.type()} ${os.release()}`;
}
