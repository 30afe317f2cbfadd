import type { CpuArchitecture, Deployment, Device, DeviceStatus } from './device';
import { Fleet, type Organization, Project } from './fleet';
import type { Random } from './random';
import { thisMachine } from './thisMachine';

/** A sort of machine that a warehouse has several of. */
interface Model {
  readonly prefix: string;
  readonly label: string;
  readonly architecture: CpuArchitecture;
  readonly operatingSystem: string;
  readonly description: string;
  /** Absent on machines that do not run ROS. */
  readonly rosDistro?: string;
  /** The one variable that told the runtime before there was a variable for each. */
  readonly legacyRuntime?: 'dockercompose' | 'preinstalled';
  readonly interfaces: readonly string[];
}

const models = {
  amr: {
    prefix: 'amr',
    label: 'amr-500',
    architecture: 'aarch64',
    operatingSystem: 'Ubuntu 20.04.6 LTS',
    description: 'Carries totes between picking and packing',
    rosDistro: 'noetic',
    interfaces: ['wlan0', 'eth0'],
  },
  agv: {
    prefix: 'agv',
    label: 'tugger-2',
    architecture: 'x86_64',
    operatingSystem: 'Ubuntu 18.04.6 LTS',
    description: 'Pulls trolleys along the main aisle',
    rosDistro: 'melodic',
    legacyRuntime: 'dockercompose',
    interfaces: ['wlp2s0'],
  },
  forklift: {
    prefix: 'forklift',
    label: 'fl-1500',
    architecture: 'x86_64',
    operatingSystem: 'Ubuntu 20.04.6 LTS',
    description: 'Lifts pallets up to 1.5 t',
    rosDistro: 'noetic',
    interfaces: ['wlp2s0', 'enp3s0'],
  },
  dock: {
    prefix: 'charger-dock',
    label: 'dock-48v',
    architecture: 'armv7l',
    operatingSystem: 'Raspbian GNU/Linux 11 (bullseye)',
    description: '',
    legacyRuntime: 'preinstalled',
    interfaces: ['eth0'],
  },
  gateway: {
    prefix: 'gateway',
    label: 'edge-gw',
    architecture: 'armv7l',
    operatingSystem: 'Raspbian GNU/Linux 11 (bullseye)',
    description: 'Connects doors, lifts and conveyors',
    interfaces: ['eth0', 'wlan0'],
  },
} as const satisfies Record<string, Model>;

/** The first 24 devices; a larger fleet goes round again, so its mix stays the same. */
const roster: readonly (readonly [Model, DeviceStatus])[] = [
  [models.amr, 'ONLINE'],
  [models.agv, 'ONLINE'],
  [models.dock, 'ONLINE'],
  [models.amr, 'OFFLINE'],
  [models.amr, 'ONLINE'],
  [models.forklift, 'ONLINE'],
  [models.amr, 'FAILED'],
  [models.gateway, 'ONLINE'],
  [models.agv, 'ONLINE'],
  [models.amr, 'INITIALIZING'],
  [models.amr, 'ONLINE'],
  [models.dock, 'OFFLINE'],
  [models.forklift, 'ONLINE'],
  [models.amr, 'ONLINE'],
  [models.agv, 'REGISTERED'],
  [models.gateway, 'ONLINE'],
  [models.amr, 'ONLINE'],
  [models.dock, 'ONLINE'],
  [models.agv, 'FAILED'],
  [models.amr, 'ONLINE'],
  [models.forklift, 'ACCEPTED'],
  [models.amr, 'REJECTED'],
  [models.gateway, 'NEW'],
  [models.agv, 'DELETED'],
];

const failures = [
  { code: 'DEV_E102', message: 'Pulling an internal docker image failed' },
  { code: 'DEV_E109', message: 'Initialization failed because of a network error' },
  { code: 'DEV_E105', message: 'Installing a system package failed' },
] as const;

const neverConnected: ReadonlySet<DeviceStatus> = new Set(['REGISTERED', 'NEW', 'REJECTED']);
const dayMs = 24 * 60 * 60 * 1000;

/** Who made the things that were there from the start. */
export const founderGuid = '6f1c0c52-9d1e-4c1b-8a57-2f6f5d1f0a11';

/**
 * Makes two organizations with a project each: a warehouse with `deviceCount` devices and this
 * computer, and a workshop with four. The same `random` gives the same ids and names.
 */
export function seedFleet(deviceCount: number, random: Random): Fleet {
  const fleet = new Fleet();
  const warehouse = makeProject(fleet, random, 'Acme Logistics', 'acmel', 'warehouse');
  const workshop = makeProject(fleet, random, 'Acme Robotics Lab', 'acmer', 'workshop');
  fillProject(fleet, warehouse, deviceCount, ['tokyo', 'osaka', 'nagoya'], random);
  warehouse.add(thisMachine(fleet, random.uuid(), founderGuid));
  fillProject(fleet, workshop, 4, ['chennai'], random);
  return fleet;
}

function makeProject(
  fleet: Fleet,
  random: Random,
  organizationName: string,
  shortGuid: string,
  name: string,
): Project {
  const organization: Organization = {
    guid: `org-${random.letters(24)}`,
    name: organizationName,
    shortGuid,
    creator: founderGuid,
  };
  const guid = `project-${random.letters(24)}`;
  const project = new Project(guid, name, organization, founderGuid, Date.now() - 400 * dayMs);
  fleet.projects.push(project);
  return project;
}

function fillProject(
  fleet: Fleet,
  project: Project,
  count: number,
  sites: readonly string[],
  random: Random,
): void {
  const numbers = new Map<Model, number>();
  for (let index = 0; index < count; index++) {
    const [model, status] = roster[index % roster.length] ?? [models.amr, 'ONLINE'];
    const number = (numbers.get(model) ?? 0) + 1;
    numbers.set(model, number);
    const name = `${model.prefix}-${String(number).padStart(2, '0')}`;
    project.add(makeDevice(fleet, model, status, name, sites, random));
  }
}

function makeDevice(
  fleet: Fleet,
  model: Model,
  status: DeviceStatus,
  name: string,
  sites: readonly string[],
  random: Random,
): Device {
  const uuid = random.uuid();
  const now = Date.now();
  const registeredAt = now - random.integer(20, 390) * dayMs - random.integer(0, dayMs);
  const lastOnlineAt = neverConnected.has(status)
    ? undefined
    : now - random.integer(0, status === 'ONLINE' ? dayMs : 9 * dayMs);
  const subnet = `10.20.${random.integer(0, 31)}`;
  return {
    uuid,
    number: fleet.nextId(),
    isThisMachine: false,
    architecture: model.architecture,
    registeredAt,
    createdBy: founderGuid,
    facts: {
      username: 'root',
      host: name,
      addresses: Object.fromEntries([
        ['lo', ['127.0.0.1', '::1']],
        ...model.interfaces.map((name, index): [string, string[]] => [
          name,
          index === 0 ? [`${subnet}.${random.integer(2, 254)}`] : [],
        ]),
      ]),
      operatingSystem: model.operatingSystem,
      saltVersion: '3004.2',
    },
    pythonVersion: model.rosDistro === 'melodic' ? '2' : '3',
    name,
    description: model.description,
    status,
    ...(lastOnlineAt !== undefined && { lastOnlineAt }),
    absences: absencesBefore(status, lastOnlineAt, random),
    daemons: new Set(['telegraf']),
    ...(status === 'FAILED' && { failure: random.pick(failures) }),
    labels: fleet.entries({
      site: random.pick(sites),
      zone: random.pick(['inbound', 'picking', 'packing', 'outbound']),
      model: model.label,
    }),
    variables: fleet.entries({
      ...(model.legacyRuntime && { runtime: model.legacyRuntime }),
      runtime_docker: model.legacyRuntime === 'preinstalled' ? 'False' : 'True',
      runtime_preinstalled: model.legacyRuntime === 'preinstalled' ? 'True' : 'False',
      ...(model.rosDistro && { ros_distro: model.rosDistro, ros_workspace: '/root/catkin_ws' }),
      rosmaster_log_retention_size_mb: String(random.pick([64, 128, 256])),
      RIO_DEVICE_NAME_LAST_SEEN: name,
    }),
    deployments:
      model.rosDistro && status === 'ONLINE' && random.next() < 0.5
        ? [makeDeployment(random, 'navigation'), makeDeployment(random, 'telemetry')]
        : [],
  };
}

/** A device that is online was away for some minutes before; any other one has been away since. */
function absencesBefore(status: DeviceStatus, lastOnlineAt: number | undefined, random: Random) {
  if (lastOnlineAt === undefined) return [{ from: 0, to: Infinity }];
  if (status !== 'ONLINE') return [{ from: lastOnlineAt, to: Infinity }];
  return [{ from: lastOnlineAt - random.integer(2, 30) * 60_000, to: lastOnlineAt }];
}

function makeDeployment(random: Random, name: string): Deployment {
  return {
    guid: `dep-${random.letters(24)}`,
    instance: `inst-${random.letters(24)}`,
    name,
    phase: random.next() < 0.7 ? 'succeeded' : 'stopped',
    createdAt: Date.now() - random.integer(1, 20) * dayMs,
  };
}
