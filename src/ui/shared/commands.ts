/** What the tree, a menu or another caller passes to a command for one device. */
export interface DeviceArgument {
  readonly deviceId?: string;
}

/** A command of package.json; `Args` are its handler's. */
interface Command<Args extends unknown[]> {
  readonly id: string;
  /** Never set: it carries the type. */
  readonly args?: Args;
}

const command = <Args extends unknown[] = []>(id: string): Command<Args> => ({ id });
/** For one device; absent when the palette starts the command. */
type OnDevice = [device?: DeviceArgument];

/** Every command. A test compares the ids with package.json, both ways. */
export const commands = {
  pasteToken: command('rapyuta.account.pasteToken'),
  signOut: command('rapyuta.account.signOut'),
  chooseProject: command('rapyuta.project.choose'),
  exploreSimulator: command('rapyuta.simulator.explore'),
  stopSimulator: command('rapyuta.simulator.stop'),
  refreshDevices: command('rapyuta.devices.refresh'),
  runCommand: command<OnDevice>('rapyuta.device.runCommand'),
  showConfiguration: command<OnDevice>('rapyuta.device.showConfiguration'),
  copyDeviceId: command<OnDevice>('rapyuta.device.copyId'),
  copyDeviceName: command<OnDevice>('rapyuta.device.copyName'),
  showOutput: command('rapyuta.output.show'),
  showLog: command('rapyuta.log.show'),
};

export type CommandName = keyof typeof commands;

/** Handlers by the names of their commands. */
export type CommandHandlers = {
  [Name in CommandName]: (typeof commands)[Name] extends Command<infer Args>
    ? (...args: Args) => unknown
    : never;
};
