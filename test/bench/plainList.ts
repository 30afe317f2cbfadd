import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SimulatorAnnouncement } from '../../src/base/simulatorAnnouncement';
import { timed } from './timing';

/**
 * Milliseconds of the least that any client does for a list of devices: curl to fetch it and
 * `JSON.parse` to read it.
 */
export async function plainListMs(simulator: SimulatorAnnouncement): Promise<number> {
  const { url, token, project } = simulator;
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  try {
    const file = path.join(folder, 'devices.json');
    const headers = ['-H', `Authorization: Bearer ${token}`, '-H', `project: ${project}`];
    const options = ['-sS', '--fail', '-o', file, '-w', '%{time_total}'];
    const address = `${url}/api/device-manager/v0/devices/`;
    const seconds = Number(execFileSync('curl', [...options, ...headers, address]).toString());
    const text = readFileSync(file, 'utf8');
    return seconds * 1000 + (await timed(() => void JSON.parse(text)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds that the client may take for what the plain tools do in so many. */
export function allowedMs(plainMs: number): number {
  return 1.5 * plainMs + 150;
}
