import { statfs } from 'node:fs/promises';
import * as os from 'node:os';
import * as system from 'systeminformation';
import { type Disposable, toDisposable } from '../../base/disposable';
import { type MetricSource, type Series, sampleMs } from './series';

/** So long do real values stay: six hours. */
const maxSnapshots = (6 * 3600 * 1000) / sampleMs;

interface Reading {
  readonly group: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Absent values are those that this computer does not tell. */
  readonly values: Readonly<Record<string, number | null | undefined>>;
}

/** Reads this computer's load every ten seconds and keeps what it read. */
export class RecordedMetrics implements MetricSource, Disposable {
  /** Time on the grid -> what was read then, by the series' key. */
  private readonly snapshots = new Map<number, ReadonlyMap<string, Reading>>();
  private readonly known = new Map<string, Reading>();
  private timer: NodeJS.Timeout | undefined;
  private readonly own: Disposable = toDisposable(() => clearTimeout(this.timer));
  private isEnded = false;

  start(): void {
    void this.record();
  }

  seriesOf(): Series[] {
    return [...this.known].map(([key, { group, tags, values }]) => ({
      group,
      tags,
      fields: Object.keys(values),
      sample: (field, time) => this.snapshots.get(time)?.get(key)?.values[field] ?? undefined,
    }));
  }

  dispose(): void {
    this.isEnded = true;
    this.own.dispose();
  }

  private async record(): Promise<void> {
    const time = Math.floor(Date.now() / sampleMs) * sampleMs;
    const read = await Promise.allSettled([cpu(), memory(), disks(), diskIo(), network(), radio()]);
    const readings = read.flatMap((part) => (part.status === 'fulfilled' ? part.value : []));
    const snapshot = new Map<string, Reading>();
    for (const reading of [...readings, uptime()]) {
      const key = JSON.stringify([reading.group, reading.tags]);
      snapshot.set(key, reading);
      this.known.set(key, reading);
    }
    this.snapshots.set(time, snapshot);
    for (const [oldest, forgotten] of this.snapshots) {
      if (this.snapshots.size <= maxSnapshots) break;
      this.snapshots.delete(oldest);
      // An interface or a disk that has not been seen since is gone.
      for (const [key, reading] of forgotten)
        if (this.known.get(key) === reading) this.known.delete(key);
    }
    if (this.isEnded) return;
    this.timer = setTimeout(() => void this.record(), sampleMs - (Date.now() % sampleMs) + 100);
    this.timer.unref();
  }
}

async function cpu(): Promise<Reading[]> {
  const load = await system.currentLoad();
  const usage = (part: {
    loadUser: number;
    loadSystem: number;
    loadIdle: number;
    loadNice: number;
    loadIrq: number;
  }) => ({
    usage_user: part.loadUser,
    usage_system: part.loadSystem,
    usage_idle: part.loadIdle,
    usage_nice: part.loadNice,
    usage_irq: part.loadIrq,
  });
  const total = {
    loadUser: load.currentLoadUser,
    loadSystem: load.currentLoadSystem,
    loadIdle: load.currentLoadIdle,
    loadNice: load.currentLoadNice,
    loadIrq: load.currentLoadIrq,
  };
  return [
    { group: 'cpu', tags: { cpu: 'cpu-total' }, values: usage(total) },
    ...load.cpus.map((core, index) => ({
      group: 'cpu',
      tags: { cpu: `cpu${index}` },
      values: usage(core),
    })),
  ];
}

async function memory(): Promise<Reading[]> {
  const found = await system.mem();
  const used = found.total - found.available;
  const values = {
    total: found.total,
    available: found.available,
    available_percent: (100 * found.available) / found.total,
    used,
    used_percent: (100 * used) / found.total,
    free: found.free,
    cached: found.cached,
    buffered: found.buffers,
    active: found.active,
    slab: found.slab,
  };
  return [{ group: 'mem', tags: {}, values }];
}

async function disks(): Promise<Reading[]> {
  const found = await system.fsSize();
  return Promise.all(
    found.map(async ({ mount, size, used, available, use }) => {
      const inodes = await statfs(mount).catch(() => undefined);
      const values = {
        total: size,
        used,
        free: available,
        used_percent: use,
        inodes_total: inodes?.files,
        inodes_free: inodes?.ffree,
        inodes_used: inodes && inodes.files - inodes.ffree,
      };
      return { group: 'disk', tags: { path: mount }, values };
    }),
  );
}

async function diskIo(): Promise<Reading[]> {
  const [operations, bytes] = await Promise.all([system.disksIO(), system.fsStats()]);
  const values = {
    reads: operations?.rIO,
    writes: operations?.wIO,
    read_time: operations?.rWaitTime,
    write_time: operations?.wWaitTime,
    read_bytes: bytes?.rx,
    write_bytes: bytes?.wx,
  };
  return [{ group: 'diskio', tags: { name: 'all' }, values }];
}

async function network(): Promise<Reading[]> {
  const found = await system.networkStats('*');
  return found.map((stats) => ({
    group: 'net',
    tags: { interface: stats.iface },
    values: {
      bytes_sent: stats.tx_bytes,
      bytes_recv: stats.rx_bytes,
      drop_in: stats.rx_dropped,
      drop_out: stats.tx_dropped,
      err_in: stats.rx_errors,
      err_out: stats.tx_errors,
    },
  }));
}

async function radio(): Promise<Reading[]> {
  const found = await system.wifiConnections();
  return found.map(({ iface, signalLevel, quality }) => ({
    group: 'wireless',
    tags: { interface: iface },
    values: { level: signalLevel, link: quality },
  }));
}

function uptime(): Reading {
  const values = { uptime: Math.floor(os.uptime()), n_cpus: os.cpus().length };
  return { group: 'system', tags: {}, values };
}
