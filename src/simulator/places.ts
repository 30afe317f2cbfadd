import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Device } from './device';
import { writeDeviceFiles } from './deviceFiles';
import { Gate } from './gate';
import { ownUserName } from './ownUser';
import { type Place, killOwn, killOwnGroup } from './place';
import { runCommand } from './shell';
import { type World, openWorld } from './world';

/** Worlds kept; above that those in which nothing runs are closed, the longest unused first. */
const maxWorlds = 100;

const trialLimitMs = 3000;

/** Names the environment variable by which what a command left behind is found again. */
const markerName = 'RAPYUTA_SIMULATOR_RUN';

interface OpenWorld {
  readonly world: Promise<World>;
  users: number;
}

/** Where each device's commands run. Worlds are opened when first needed. */
export class Places {
  /** Least recently used first. */
  private readonly worlds = new Map<string, OpenWorld>();
  private readonly opening = new Gate(os.availableParallelism() * 2);
  private isClosingIdle = false;
  private isClosed = false;
  private readonly marker = `${markerName}=${randomUUID()}`;

  private constructor(
    private readonly folder: string,
    /** Whether simulated devices get worlds of their own; otherwise a folder has to do. */
    readonly hasWorlds: Promise<boolean>,
  ) {}

  /** Uses `folder` for the devices' files. Unless `folders` are wanted it tries out worlds first. */
  static open(folder: string, wanted: 'worlds' | 'folders' = 'worlds'): Places {
    const hasWorlds = wanted === 'worlds' ? canOpenWorlds(path.join(folder, 'trial')) : false;
    return new Places(folder, Promise.resolve(hasWorlds));
  }

  /** Runs `task` in the device's place, which stays open at least that long. */
  async use<T>(device: Device, task: (place: Place) => Promise<T>): Promise<T> {
    const hasWorld = !device.isThisMachine && (await this.hasWorlds);
    this.checkOpen();
    if (!hasWorld) return task(this.ownFolder(device));
    const entry = this.worlds.get(device.uuid) ?? this.openFor(device);
    this.worlds.delete(device.uuid);
    this.worlds.set(device.uuid, entry);
    entry.users++;
    try {
      return await task(await entry.world);
    } finally {
      entry.users--;
      if (this.worlds.size > maxWorlds) void this.closeIdle();
    }
  }

  /** Ends a device's world and removes its files. */
  async forget(device: Device): Promise<void> {
    const entry = this.worlds.get(device.uuid);
    this.worlds.delete(device.uuid);
    await entry?.world.then((world) => world.close());
    rmSync(this.folderOf(device), { recursive: true, force: true });
  }

  /** Ends every process that any command started. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.hasWorlds;
    const worlds = [...this.worlds.values()].map(({ world }) => world);
    this.worlds.clear();
    await Promise.allSettled(worlds.map(async (world) => (await world).close()));
    await killMarked(this.marker);
  }

  private openFor(device: Device): OpenWorld {
    const world = this.opening.run(() => {
      this.checkOpen();
      return openWorld(hostname(device.name), this.prepared(device));
    });
    const entry = { world, users: 0 };
    const forget = (): void => {
      if (this.worlds.get(device.uuid) === entry) this.worlds.delete(device.uuid);
    };
    world.then(({ ended }) => ended).then(forget, forget);
    return entry;
  }

  private checkOpen(): void {
    if (this.isClosed) throw new Error('The device is shut down.');
  }

  private async closeIdle(): Promise<void> {
    if (this.isClosingIdle) return;
    this.isClosingIdle = true;
    for (const [uuid, entry] of [...this.worlds]) {
      if (this.worlds.size <= maxWorlds) break;
      if (entry.users > 0) continue;
      const world = await entry.world.catch(() => undefined);
      if (!world) continue; // it never opened, and is forgotten at this moment
      const isBusy = (await world.countProcesses()) > 0 || entry.users > 0;
      if (isBusy || this.worlds.get(uuid) !== entry) continue;
      this.worlds.delete(uuid);
      await world.close();
    }
    this.isClosingIdle = false;
  }

  private ownFolder(device: Device): Place {
    const folder = this.prepared(device);
    const [name, value] = this.marker.split('=') as [string, string];
    return {
      enter: [],
      home: folder,
      folder,
      user: ownUserName(),
      environment: { [name]: value },
      killGroup: killOwnGroup,
      path(devicePath) {
        if (device.isThisMachine || devicePath === folder) return devicePath;
        const own = path.join(folder, path.posix.normalize(devicePath));
        return existsSync(own) ? own : devicePath;
      },
    };
  }

  private folderOf(device: Device): string {
    return path.join(this.folder, 'devices', device.uuid);
  }

  private prepared(device: Device): string {
    const folder = this.folderOf(device);
    if (!existsSync(folder)) writeDeviceFiles(folder, device);
    return folder;
  }
}

/** Tells, by opening one on `folder` and removing it again, whether worlds can be opened here. */
async function canOpenWorlds(folder: string): Promise<boolean> {
  try {
    for (const name of ['var/log', 'root', 'tmp'])
      mkdirSync(path.join(folder, name), { recursive: true });
    const world = await openWorld('trial', folder);
    const command = { cmd: 'hostname', shell: '/bin/sh', env: {}, timeoutMs: trialLimitMs };
    const printed = await runCommand(world, command).output;
    await world.close();
    return printed === 'trial';
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A device's name as a host name, which knows fewer characters. */
function hostname(name: string): string {
  const allowed = name.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-');
  return allowed.replaceAll(/^-+|(?<!-)-+$/g, '').slice(0, 63) || 'device';
}

/**
 * Kills every process whose environment carries `marker`: also those that left their group.
 * Only Linux shows environments; elsewhere a process that left its group outlives the simulator.
 */
async function killMarked(marker: string): Promise<void> {
  if (!existsSync('/proc/self/environ')) return;
  // One that is just becoming another program shows no environment for a moment: look again.
  for (let quietLooks = 0; quietLooks < 2; await wait(20)) {
    const found = processesWith(marker);
    quietLooks = found.length === 0 ? quietLooks + 1 : 0;
    for (const pid of found) killOwn(pid);
  }
}

function processesWith(marker: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(marker);
      } catch {
        return false; // no process, gone in the meantime, or someone else's
      }
    });
}
