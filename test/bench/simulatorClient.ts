import fetch from 'node-fetch';
import { ApiClient } from '../../src/api/client';
import { systemClock } from '../../src/base/clock';
import type { SimulatorAnnouncement } from '../../src/base/simulatorAnnouncement';
import { silentLog } from '../support/silentLog';

/** A client as the extension makes it, for a simulator's first project. */
export function simulatorClient(simulator: SimulatorAnnouncement): ApiClient {
  const { url, token, project, organization } = simulator;
  return new ApiClient({
    hosts: { core: url, v2: url, rip: url, oidc: url },
    token: () => Promise.resolve(token),
    project,
    organization,
    fetch,
    clock: systemClock,
    log: silentLog,
  });
}
