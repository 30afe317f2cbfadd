import { statfs } from 'node:fs/promises';
import * as os from 'node:os';
import * as system from 'systeminformation';

/** What this computer told of one of its parts at one moment. */
export interface Reading {
  readonly group: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Absent values are those that this computer does not tell. */
  readonly values: Readonly<Record<string, number | null | undefined>>;
}

/** Reads everything; parts that cannot be read are left out. */
export async function readComputer(): Promise<Reading[]> {
  const read = await Promise.allSettled([cpu(), memory(), disks(), diskIo(), network(), radio()]);
  return [...read.flatMap((part) => (part.status === 'fulfilled' ? part.value : [])), uptime()];
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
  // By name: for `*` the library would stop everything while other programs look the names up.
  const found = await system.networkStats(Object.keys(os.networkInterfaces()).join(','));
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
