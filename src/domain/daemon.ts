/** States of a daemon, spelt as on the wire. */
export const daemonStates = ['pending', 'running', 'error', 'terminating', 'terminated'] as const;

/** A platform service on a device, such as `vpn`, `telegraf` or `tracing`. */
export interface Daemon {
  name: string;
  isEnabled: boolean;
  state: (typeof daemonStates)[number] | 'unknown';
  /** The state's word as the service sent it. */
  rawState: string;
  errorCode?: string;
  reason?: string;
  exitCode?: number;
  restartCount?: number;
}
