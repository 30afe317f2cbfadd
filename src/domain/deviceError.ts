/** What a device's `error_code` means and what helps. */
export interface DeviceErrorText {
  meaning: string;
  remedy: string;
}

const network = 'Check the device’s internet connection and free disk space.';
const support = 'Contact rapyuta.io support.';

/** @see rapyuta-robotics/rapyuta-io-docs, 610_device-onboarding-failure-codes.md */
const texts: Readonly<Record<string, DeviceErrorText>> = {
  DEV_E100: { meaning: 'Internal error.', remedy: support },
  DEV_E101: { meaning: 'An internal artifact could not be downloaded.', remedy: network },
  DEV_E102: {
    meaning: 'An internal Docker image could not be pulled.',
    remedy: `${network} Check the Docker version, then onboard the device again.`,
  },
  DEV_E103: {
    meaning: 'A Python package could not be installed.',
    remedy: `${network} Check the Python version, then onboard the device again.`,
  },
  DEV_E104: {
    meaning: 'Docker could not be installed.',
    remedy: `${network} Check the Docker version, then onboard the device again.`,
  },
  DEV_E105: {
    meaning: 'A system package could not be installed.',
    remedy: `${network} Install the package by hand, then onboard the device again.`,
  },
  DEV_E106: { meaning: 'A file could not be managed on the device.', remedy: network },
  DEV_E107: { meaning: 'An internal service did not start.', remedy: support },
  DEV_E108: {
    meaning: 'Initialization took too long.',
    remedy: 'Onboard the device again; if that does not help, contact rapyuta.io support.',
  },
  DEV_E109: {
    meaning: 'Initialization failed on a network error.',
    remedy: 'Check the device’s internet connection.',
  },
  DEV_E110: {
    meaning: 'Initialization failed at the Docker login.',
    remedy:
      'Check the internet connection, remove the package golang-docker-credential-helpers, then onboard the device again.',
  },
};

/** Explains an error code; absent for one that is not documented. */
export function deviceErrorText(code: string): DeviceErrorText | undefined {
  return Object.hasOwn(texts, code) ? texts[code] : undefined;
}
