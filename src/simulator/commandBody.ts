import { fieldsOf } from './context';
import { Refusal } from './refusal';
import type { ShellCommand } from './shell';

/** How the answer comes: the outputs at once, `SUCCESS` at once, or a job to poll. */
export type CommandMode = 'sync' | 'background' | 'job';

/** What a body of `POST cmd/` asks for. */
export interface CommandRequest {
  /** At least one. */
  readonly deviceIds: readonly string[];
  readonly mode: CommandMode;
  readonly command: ShellCommand;
}

const defaultTimeoutSeconds = 300;

/**
 * Reads the body of a command. `null` and `""` mean the same as a field left out.
 *
 * @throws {Refusal} 400 naming the field that is missing or wrong
 */
export function parseCommand(body: unknown): CommandRequest {
  const fields = fieldsOf(body);
  const ids = fields['device_ids'];
  if (ids === undefined || ids === null || (Array.isArray(ids) && ids.length === 0))
    throw new Refusal(400, 'device_ids parameter missing');
  if (!Array.isArray(ids) || !ids.every((id): id is string => typeof id === 'string'))
    throw new Refusal(400, 'device_ids should be a list of strings');
  const cmd = text(fields, 'cmd');
  if (cmd === undefined) throw new Refusal(400, 'cmd parameter missing');
  const cwd = text(fields, 'cwd');
  const runas = text(fields, 'runas');
  const isBackground = flag(fields, 'bg');
  return {
    deviceIds: ids,
    mode: isBackground ? 'background' : flag(fields, 'run_async') ? 'job' : 'sync',
    command: {
      cmd,
      shell: text(fields, 'shell') ?? '/bin/sh',
      env: environment(fields['env']),
      ...(cwd !== undefined && { cwd }),
      ...(runas !== undefined && { runas }),
      timeoutMs: seconds(fields['timeout'] ?? defaultTimeoutSeconds) * 1000,
    },
  };
}

function text(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new Refusal(400, `${name} should be a string`);
  return withoutNul(name, value);
}

function flag(fields: Readonly<Record<string, unknown>>, name: string): boolean {
  const value = fields[name] ?? false;
  if (typeof value !== 'boolean') throw new Refusal(400, `${name} should be a boolean`);
  return value;
}

function seconds(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value <= 0)
    throw new Refusal(400, 'timeout should be a positive integer');
  return Math.min(value, 86_400);
}

function environment(value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw new Refusal(400, 'env should be an object');
  for (const [name, content] of Object.entries(value)) {
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name))
      throw new Refusal(400, `env has an invalid key: ${name}`);
    if (typeof content !== 'string') throw new Refusal(400, `env.${name} should be a string`);
    withoutNul(`env.${name}`, content);
  }
  return value as Record<string, string>;
}

function withoutNul(name: string, value: string): string {
  if (value.includes('\0')) throw new Refusal(400, `${name} contains a NUL character`);
  return value;
}
