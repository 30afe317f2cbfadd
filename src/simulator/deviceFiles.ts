import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Device } from './device';
import { type Random, seededRandom } from './random';

const minuteMs = 60 * 1000;
const dayMs = 24 * 60 * minuteMs;

/** A line's sender and what it says; `#` stands for a number up to 999, `@` for one up to 99. */
type Phrase = readonly [sender: string, text: string];

const systemPhrases: readonly Phrase[] = [
  ['systemd[1]', 'Started Daily apt download activities.'],
  ['systemd[1]', 'Starting Rapyuta IO agent...'],
  ['systemd[1]', 'rapyuta-agent.service: Succeeded.'],
  ['kernel', '[ #.#] usb 1-1.3: new full-speed USB device number # using xhci_hcd'],
  ['kernel', '[ #.#] wlan0: associated'],
  ['kernel', '[ #.#] EXT4-fs (mmcblk0p2): re-mounted. Opts: errors=remount-ro'],
  ['NetworkManager[#]', '<info>  device (wlan0): state change: activated -> ip-check'],
  ['dhclient[#]', 'DHCPACK of 10.20.4.@ from 10.20.0.1'],
  ['salt-minion[#]', '[INFO    ] User root Executing command cmd.run with jid #'],
  ['dockerd[#]', 'time="now" level=info msg="ignoring event" module=libcontainerd'],
  ['telegraf[#]', 'Output [http] wrote batch of # metrics in # ms'],
  ['telegraf[#]', 'E! [outputs.http] Error writing to output: context deadline exceeded'],
  ['CRON[#]', '(root) CMD (cd / && run-parts --report /etc/cron.hourly)'],
];

const robotPhrases: readonly Phrase[] = [
  ['/move_base', 'Got new plan'],
  ['/move_base', 'Control loop missed its desired rate of 20.0000Hz... took 0.0# seconds'],
  ['/amcl', 'Setting pose (#): 4.# 11.# 1.5'],
  ['/battery_monitor', 'State of charge @ %, current -4.# A'],
  ['/lidar_front', 'Published # scans, dropped 0'],
  ['/mission_executor', 'Mission m-# accepted: tote # from picking to packing'],
  ['/mission_executor', 'Mission m-# completed in # s'],
  ['/safety_controller', 'Protective field free again after # ms'],
];

const minionPhrases: readonly Phrase[] = [
  ['salt.minion', '[INFO    ] Executing command test.ping with jid #'],
  ['salt.minion', '[INFO    ] Returning information for job: #'],
  ['salt.utils.event', '[DEBUG   ] Sending event: tag = minion_ping'],
  ['salt.minion', '[WARNING ] Master hostname resolved again after # s'],
];

/** How the lines of a log file look. */
type Format = (time: Date, host: string, phrase: Phrase, random: Random) => string;

const monthNames = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

const syslogLine: Format = (time, host, [sender, text], random) => {
  const day = String(time.getUTCDate()).padStart(2);
  const date = `${monthNames[time.getUTCMonth()]} ${day} ${time.toISOString().slice(11, 19)}`;
  return `${date} ${host} ${filled(sender, random)}: ${filled(text, random)}`;
};

const rosLine: Format = (time, _host, [node, text], random) => {
  const level = text.includes('missed') ? 'WARN' : 'INFO';
  return `${(time.getTime() / 1000).toFixed(9)} ${level} ${node} ${filled(text, random)}`;
};

const minionLine: Format = (time, _host, [sender, text], random) =>
  `${time.toISOString().replace('T', ' ').slice(0, 23)} ${sender} ${filled(text, random)}`;

function filled(text: string, random: Random): string {
  return text.replaceAll(/[#@]/g, (mark) => String(random.integer(1, mark === '@' ? 99 : 999)));
}

/**
 * Writes what is on a device before anyone has run a command on it: `var/log`, `root` and `tmp`,
 * with system, agent and ROS logs, rotated ones, and one that cannot be read.
 * The first robot also has a log of some megabytes.
 */
export function writeDeviceFiles(folder: string, device: Device): void {
  for (const name of ['var/log/salt', 'root/.ros/log/latest', 'tmp'])
    mkdirSync(path.join(folder, name), { recursive: true });
  chmodSync(path.join(folder, 'tmp'), 0o1777);
  if (device.isThisMachine) return;

  const random = seededRandom(device.number);
  const now = Date.now();
  const write = (name: string, content: string | Buffer): void =>
    writeFileSync(path.join(folder, name), content);
  const log = (format: Format, phrases: readonly Phrase[], endMs: number, count: number): string =>
    logText(format, phrases, device.facts.host, endMs, count, random);

  write('var/log/syslog', log(syslogLine, systemPhrases, now, 400));
  write('var/log/syslog.1', log(syslogLine, systemPhrases, now - dayMs, 300));
  write('var/log/syslog.2.gz', gzipSync(log(syslogLine, systemPhrases, now - 2 * dayMs, 300)));
  write('var/log/salt/minion', log(minionLine, minionPhrases, now, 200));
  write('var/log/private.log', 'Nobody may read this.\n');
  chmodSync(path.join(folder, 'var/log/private.log'), 0);
  write('root/.ros/log/latest/master.log', log(rosLine, robotPhrases, now, 60));
  write('root/.ros/log/latest/rosout.log', log(rosLine, robotPhrases, now, 300));
  if (device.name === 'amr-01')
    write('var/log/navigation.log', log(rosLine, robotPhrases, now, 60_000));
}

function logText(
  format: Format,
  phrases: readonly Phrase[],
  host: string,
  endMs: number,
  count: number,
  random: Random,
): string {
  const gapMs = dayMs / count;
  const lines: string[] = [];
  for (let index = count; index > 0; index--) {
    const time = new Date(endMs - index * gapMs + random.integer(0, Math.floor(gapMs)));
    lines.push(format(time, host, random.pick(phrases), random));
  }
  return `${lines.join('\n')}\n`;
}
