import { parseArgs } from 'node:util';

/** What the command line can ask for. */
export interface Options {
  /** 0 takes any free port. */
  readonly port: number;
  /** Devices in the first project, this computer not counted. */
  readonly devices: number;
  /** Folder for the devices' files; absent means a private one that is removed at the end. */
  readonly data?: string;
  /** Mean seconds between two devices going offline or coming back; 0 means never. */
  readonly churnSeconds: number;
}

/** The command line is not one that the simulator understands; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = 'usage: simulator [--port N] [--devices N] [--data DIR] [--churn-seconds N]';

/** @throws {UsageError} on an unknown flag or a number out of range */
export function parseOptions(args: readonly string[]): Options {
  const values = parseFlags(args);
  return {
    port: wholeNumber('port', values.port ?? '0', 65_535),
    devices: wholeNumber('devices', values.devices ?? '24', 100_000),
    churnSeconds: wholeNumber('churn-seconds', values['churn-seconds'] ?? '30', 86_400),
    ...(values.data !== undefined && { data: values.data }),
  };
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: 'string' },
        devices: { type: 'string' },
        data: { type: 'string' },
        'churn-seconds': { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(flag: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max)
    throw new UsageError(`--${flag} takes a whole number from 0 to ${max}, not "${text}".`);
  return value;
}
