import { mkdirSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import type { SimulatorAnnouncement } from '../base/simulatorAnnouncement';
import { Access } from './access';
import { startChurn } from './churn';
import { DeviceFlow } from './deviceFlow';
import { Faults } from './faults';
import { listenOnIpv6 } from './ipv6';
import { Jobs } from './jobs';
import { RecordedMetrics } from './metrics/recorded';
import type { Options } from './options';
import { Places } from './places';
import { seededRandom } from './random';
import { RequestLog } from './requestLog';
import { seedFleet } from './seed';
import { createServer } from './server';
import { makeTemporaryFolder } from './temporaryFolder';
import { SignedUrls } from './uploads/signedUrls';
import { Uploads } from './uploads/uploads';

/** The same fleet at every start, so that what a client remembers by id stays true. */
const fleetSeed = 20_240_301;

/** A simulator that serves. */
export interface Simulator {
  readonly announcement: SimulatorAnnouncement;
  /** Ends the server and everything that commands started, and removes what is temporary. */
  stop(): Promise<void>;
}

/**
 * Starts a simulator on the loopback interface. `log` gets lines for a person to read.
 *
 * @throws {NodeJS.ErrnoException} `EADDRINUSE` when the port is taken
 */
export async function startSimulator(
  options: Options,
  log: (line: string) => void,
): Promise<Simulator> {
  if (options.data !== undefined) {
    mkdirSync(options.data, { recursive: true });
    return serve(path.resolve(options.data), options, log);
  }
  const folder = makeTemporaryFolder();
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const simulator = await serve(folder, options, log);
    return {
      ...simulator,
      async stop() {
        await simulator.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

async function serve(
  folder: string,
  options: Options,
  log: (line: string) => void,
): Promise<Simulator> {
  const fleet = seedFleet(options.devices, seededRandom(fleetSeed));
  const access = new Access(fleet);
  const places = Places.open(folder);
  const random = seededRandom(fleetSeed + 1);
  const context = {
    fleet,
    access,
    places,
    random,
    jobs: new Jobs(),
    faults: new Faults(),
    requests: new RequestLog(),
    uploads: new Uploads(fleet, places, folder),
    signedUrls: new SignedUrls(),
    recorded: new RecordedMetrics(),
    deviceFlow: new DeviceFlow(),
  };
  const server = createServer(context, log);
  await server.listen({ host: '127.0.0.1', port: options.port });
  const { port } = server.server.address() as AddressInfo;
  const ipv6 = await listenOnIpv6(server, port);
  context.recorded.start();
  const churn = startChurn(fleet, options.churnSeconds, random);
  const [first] = fleet.projects;
  log('Commands run on this computer.');
  void places.hasWorlds.then((hasWorlds) =>
    log(
      hasWorlds
        ? 'Each simulated device has processes and folders of its own.'
        : 'Each simulated device has only a folder of its own: namespaces do not work here.',
    ),
  );
  for (const { email, password, organizations } of access.users)
    log(`Sign in as ${email} / ${password} (${organizations.map(({ name }) => name).join(', ')})`);
  return {
    announcement: {
      url: `http://127.0.0.1:${port}`,
      token: access.token,
      organization: first?.organization.guid ?? '',
      project: first?.guid ?? '',
    },
    async stop() {
      churn.dispose();
      context.recorded.dispose();
      context.uploads.close();
      ipv6.dispose();
      await server.close();
      await places.close();
    },
  };
}
