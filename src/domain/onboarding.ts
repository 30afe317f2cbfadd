/** A device to create. */
export interface NewDevice {
  name: string;
  description?: string;
  /** Python generation of its agent; absent: `3`. */
  pythonVersion?: '2' | '3';
  /** How applications run on it; both may be on. */
  runtimes: readonly ('docker' | 'preinstalled')[];
  /** `noetic` needs Python 3 and no preinstalled runtime. */
  rosDistro?: 'kinetic' | 'melodic' | 'noetic';
  /** Absolute paths on the device. */
  rosWorkspace?: string;
  rosbagMountPath?: string;
  labels?: Readonly<Record<string, string>>;
  configVariables?: Readonly<Record<string, string>>;
}

/** How a computer becomes the device. */
export interface Onboarding {
  deviceId: string;
  /** Shell command to run on it within 10 minutes. Holds a secret: never log it. */
  command: string;
}
