import { setImmediate as immediate, setTimeout as wait } from 'node:timers/promises';
import type { Device } from './device';
import { Gate } from './gate';
import type { Places } from './places';
import type { Random } from './random';
import { type ShellCommand, runCommand } from './shell';

/** Commands that are waited for at the same time in the whole fleet; more wait their turn. */
const maxRunning = 400;

/** Runs commands on devices, which take a moment to answer, as over a warehouse's Wi-Fi. */
export class Commands {
  private readonly gate = new Gate(maxRunning);
  /** Starting a process takes milliseconds: others get a turn between two of them. */
  private readonly turns = new Gate(1);

  constructor(
    private readonly places: Places,
    private readonly random: Random,
  ) {}

  /**
   * What the command printed, or nothing as soon as it has started when it is a detached one.
   * Never rejects: what prevented it is the output then.
   */
  async run(device: Device, command: ShellCommand): Promise<string> {
    await wait(this.random.integer(50, 300));
    try {
      return await this.gate.run(() =>
        this.places.use(device, async (place) => {
          await this.turns.run(() => immediate());
          const { started, output } = runCommand(place, command);
          return command.isDetached ? started.then(() => '') : output;
        }),
      );
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}
