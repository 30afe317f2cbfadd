import type { Device } from '../device';
import { type MetricSource, type Series, wasPresent } from './series';

/** Field -> its value at a time, in milliseconds since 1970. */
type Fields = Readonly<Record<string, (time: number) => number>>;

const minute = 60_000;
const hour = 60 * minute;
const gibi = 2 ** 30;
const cores = 4;

/** Invented series that move as a robot's do: the same at every look, for any time in the past. */
export const syntheticMetrics: MetricSource = {
  seriesOf(device) {
    const seed = device.number;
    const wireless = Object.keys(device.facts.addresses).filter((name) => name.startsWith('wl'));
    const wired = Object.keys(device.facts.addresses).filter((name) => name !== 'lo');
    const coreFields = Array.from({ length: cores }, (_, core) => cpu(seed * 31 + core));
    const of = (group: string, tags: Record<string, string>, fields: Fields): Series =>
      series(device, group, tags, fields);
    return [
      of('cpu', { cpu: 'cpu-total' }, mean(coreFields)),
      ...coreFields.map((fields, core) => of('cpu', { cpu: `cpu${core}` }, fields)),
      of('mem', {}, memory(seed, device.architecture === 'x86_64' ? 16 * gibi : 4 * gibi)),
      of('disk', { path: '/' }, disk(seed, 64 * gibi)),
      of('diskio', { name: device.architecture === 'x86_64' ? 'sda' : 'mmcblk0' }, diskIo(seed)),
      ...wired.map((name, index) => of('net', { interface: name }, network(seed + 101 * index))),
      ...wireless.map((name) => of('wireless', { interface: name }, radio(seed))),
      of('system', {}, system(device)),
    ];
  },
};

function series(
  device: Device,
  group: string,
  tags: Record<string, string>,
  fields: Fields,
): Series {
  return {
    group,
    tags,
    fields: Object.keys(fields),
    sample: (field, time) => (wasPresent(device, time) ? fields[field]?.(time) : undefined),
  };
}

function cpu(seed: number): Fields {
  const load = (time: number): number => 6 + 70 * lively(seed, time, 12 * minute) ** 2;
  const part = (share: number) => (time: number) => load(time) * share;
  const none = (): number => 0;
  return {
    usage_user: part(0.68),
    usage_system: part(0.22),
    usage_iowait: part(0.05),
    usage_irq: part(0.02),
    usage_softirq: part(0.03),
    usage_idle: (time) => 100 - load(time),
    usage_nice: none,
    usage_steal: none,
    usage_guest: none,
    usage_guest_nice: none,
  };
}

function mean(parts: readonly Fields[]): Fields {
  return Object.fromEntries(
    Object.keys(parts[0] ?? {}).map((field) => [
      field,
      (time: number) =>
        parts.reduce((sum, part) => sum + (part[field]?.(time) ?? 0), 0) / parts.length,
    ]),
  );
}

function memory(seed: number, total: number): Fields {
  const usedPart = (time: number): number => 0.3 + 0.45 * lively(seed + 1, time, hour);
  const used = (time: number): number => Math.round(total * usedPart(time));
  const available = (time: number): number => total - used(time);
  const part = (of: (time: number) => number, share: number) => (time: number) =>
    Math.round(of(time) * share);
  return {
    total: () => total,
    used,
    available,
    used_percent: (time) => 100 * usedPart(time),
    available_percent: (time) => 100 * (1 - usedPart(time)),
    free: part(available, 0.4),
    cached: part(available, 0.5),
    buffered: part(available, 0.1),
    active: part(used, 0.7),
    inactive: part(used, 0.3),
    slab: () => Math.round(total * 0.03),
    wired: () => 0,
  };
}

function disk(seed: number, total: number): Fields {
  const usedPart = (time: number): number => 0.35 + 0.4 * lively(seed + 2, time, 24 * hour);
  const inodes = 4_194_304;
  return {
    total: () => total,
    used: (time) => Math.round(total * usedPart(time)),
    free: (time) => Math.round(total * (1 - usedPart(time))),
    used_percent: (time) => 100 * usedPart(time),
    inodes_total: () => inodes,
    inodes_used: (time) => Math.round(inodes * usedPart(time) * 0.2),
    inodes_free: (time) => Math.round(inodes * (1 - usedPart(time) * 0.2)),
  };
}

function diskIo(seed: number): Fields {
  return {
    reads: counter(seed + 3, 12),
    writes: counter(seed + 4, 30),
    read_bytes: counter(seed + 3, 12 * 16_384),
    write_bytes: counter(seed + 4, 30 * 8192),
    read_time: counter(seed + 3, 20),
    write_time: counter(seed + 4, 60),
    io_time: counter(seed + 4, 70),
    weighted_io_time: counter(seed + 4, 90),
    iops_in_progress: (time) => Math.floor(4 * lively(seed + 5, time, minute) ** 3),
  };
}

function network(seed: number): Fields {
  return {
    bytes_sent: counter(seed + 6, 180_000),
    bytes_recv: counter(seed + 7, 60_000),
    packets_sent: counter(seed + 6, 220),
    packets_recv: counter(seed + 7, 140),
    drop_in: counter(seed + 8, 0.01),
    drop_out: () => 0,
    err_in: counter(seed + 9, 0.001),
    err_out: () => 0,
  };
}

function radio(seed: number): Fields {
  const quality = (time: number): number => lively(seed + 10, time, 4 * minute);
  return {
    level: (time) => Math.round(-80 + 40 * quality(time)),
    noise: () => -95,
    link: (time) => Math.round(25 + 45 * quality(time)),
    retry: counter(seed + 11, 0.4),
  };
}

function system(device: Device): Fields {
  return {
    uptime: (time) => {
      const start = device.absences.findLast(({ to }) => to <= time)?.to ?? device.registeredAt;
      return Math.floor((time - start) / 1000);
    },
    n_cpus: () => cores,
  };
}

/** A counter that never goes back, by about `perSecond` a second, now faster and now slower. */
function counter(seed: number, perSecond: number): (time: number) => number {
  const period = 10 * minute;
  const phase = 2 * Math.PI * hash(seed, 0);
  const swing = (0.8 * perSecond * period) / (2 * Math.PI * 1000);
  const origin = Date.UTC(2023, 0, 1);
  return (time) => {
    const angle = (2 * Math.PI * time) / period + phase;
    return Math.round(perSecond * ((time - origin) / 1000) + swing * Math.sin(angle));
  };
}

/** Smooth noise from 0 to 1 whose big moves take about `period`, with smaller ones on top. */
function lively(seed: number, time: number, period: number): number {
  return (
    0.6 * smooth(seed, time / period) +
    0.3 * smooth(seed + 7919, (5 * time) / period) +
    0.1 * smooth(seed + 104_729, (40 * time) / period)
  );
}

function smooth(seed: number, position: number): number {
  const left = Math.floor(position);
  const share = (1 - Math.cos(Math.PI * (position - left))) / 2;
  return hash(seed, left) * (1 - share) + hash(seed, left + 1) * share;
}

function hash(seed: number, index: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}
