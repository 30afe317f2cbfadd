import type { ExplorerState } from '../model/explorerState';

/** What the tree, a menu or another caller passes to a command that is about one device. */
export interface DeviceArgument {
  readonly deviceId?: string;
}

/** Command id -> the arguments it takes. A device is absent when the palette starts the command. */
export interface CommandArgs {
  'rapyuta.account.pasteToken': [];
  'rapyuta.account.signOut': [];
  'rapyuta.project.choose': [];
  'rapyuta.simulator.explore': [];
  'rapyuta.simulator.stop': [];
  'rapyuta.devices.refresh': [];
  'rapyuta.device.runCommand': [device?: DeviceArgument];
  'rapyuta.device.showConfiguration': [device?: DeviceArgument];
  'rapyuta.device.copyId': [device?: DeviceArgument];
  'rapyuta.device.copyName': [device?: DeviceArgument];
  'rapyuta.output.show': [];
  'rapyuta.log.show': [];
}

/** Every setting, without the `rapyuta.` in front, and what its value is. */
export interface Settings {
  /** Name of the service's environment: `ga`, `dev`, `qa` or one starting with `pr`. */
  environment: string;
  /** Base URLs that replace the environment's own, by name of the host. */
  hosts: object;
  /** Seconds between two refreshes of the visible tree. */
  refreshInterval: number;
  /** Absolute path of the shell on the device. */
  'command.shell': string;
  /** User on the device; empty: the service's default. */
  'command.user': string;
  /** Seconds after which the device ends a command. */
  'command.timeout': number;
}

/** Every context key that menus and welcome texts ask for, and its values. */
export interface ContextValues {
  'rapyuta.explorer': ExplorerState;
  /** Whether the devices shown are simulated. */
  'rapyuta.simulated': boolean;
}

/** The names of all three lists; a test holds them against package.json, both ways. */
export const commandIds = namesOf<keyof CommandArgs>({
  'rapyuta.account.pasteToken': true,
  'rapyuta.account.signOut': true,
  'rapyuta.project.choose': true,
  'rapyuta.simulator.explore': true,
  'rapyuta.simulator.stop': true,
  'rapyuta.devices.refresh': true,
  'rapyuta.device.runCommand': true,
  'rapyuta.device.showConfiguration': true,
  'rapyuta.device.copyId': true,
  'rapyuta.device.copyName': true,
  'rapyuta.output.show': true,
  'rapyuta.log.show': true,
});
export const settingNames = namesOf<keyof Settings>({
  environment: true,
  hosts: true,
  refreshInterval: true,
  'command.shell': true,
  'command.user': true,
  'command.timeout': true,
});
export const contextKeyNames = namesOf<keyof ContextValues>({
  'rapyuta.explorer': true,
  'rapyuta.simulated': true,
});

function namesOf<Name extends string>(names: Record<Name, true>): readonly Name[] {
  return Object.keys(names) as Name[];
}
