import assert from 'node:assert/strict';
import type { Simulator } from './simulator';

/** Base path of the device manager. */
export const manager = '/api/device-manager/v0';

/** What the tests read of a device. */
export interface WireDevice {
  uuid: string;
  name: string;
  status: string;
  last_online: string | null;
  labels: { id: number; key: string; value: string }[];
  config_variables: { id: number; key: string; value: string; type: null }[];
  deployments: { io_deployment_id: string; phase: string }[];
  [field: string]: unknown;
}

/** A request's method and JSON body. */
export function sending(method: string, body?: unknown): RequestInit {
  return body === undefined ? { method } : { method, body: JSON.stringify(body) };
}

/** The `data` of a success in the device manager's envelope. */
export async function dataOf<T>(answer: Promise<Response>): Promise<T> {
  const response = await answer;
  const body = (await response.json()) as { status: string; response: { data: T } };
  assert.ok(response.ok, `${response.status} ${JSON.stringify(body)}`);
  return body.response.data;
}

/** Status and `error` of a refusal, in whichever envelope. */
export async function refusalOf(answer: Promise<Response>): Promise<[number, unknown]> {
  const response = await answer;
  const body = (await response.json()) as { error?: unknown; response?: { error?: unknown } };
  return [response.status, body.error ?? body.response?.error];
}

/** The device of the announced project with this name. */
export async function deviceNamed(simulator: Simulator, name: string): Promise<WireDevice> {
  const devices = await dataOf<WireDevice[]>(simulator.request(`${manager}/devices/`));
  const device = devices.find((candidate) => candidate.name === name);
  assert.ok(device, `no device ${name}`);
  return device;
}

/** What a command printed on one device. */
export async function outputOf(
  simulator: Simulator,
  device: string,
  cmd: string,
  fields: Record<string, unknown> = {},
): Promise<string | undefined> {
  const body = { device_ids: [device], cmd, shell: '/bin/bash', ...fields };
  const outputs = await dataOf<Record<string, string>>(
    simulator.request(`${manager}/cmd/`, sending('POST', body)),
  );
  return outputs[device];
}

/** Asks again and again, as a client that polls, until the answer is there. */
export async function eventually<T>(
  ask: () => Promise<T | undefined>,
  limitMs = 15_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    assert.ok(Date.now() < end, 'It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
