import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../support/simulator';
import {
  type WireDevice,
  dataOf,
  deviceNamed,
  manager,
  refusalOf,
  sending,
} from '../../support/simulatorCalls';

type Payload = Record<string, unknown> | string;

interface Status {
  master_up: boolean;
  topics: {
    Subscribed: { metric: { name: string }[]; log: { name: string }[] };
    Unsubscribed: string[];
  };
}

describe('ROS topics of simulated devices', () => {
  let simulator: Simulator;
  let online: WireDevice[];
  before(async () => {
    simulator = await startSimulator();
    const devices = await dataOf<WireDevice[]>(simulator.request(`${manager}/devices/`));
    online = devices.filter(
      ({ status, config_variables }) =>
        status === 'ONLINE' && config_variables.some(({ key }) => key === 'ros_distro'),
    );
  });
  after(() => simulator.stop());

  const call = (path: string, body?: unknown): Promise<[number, Payload]> =>
    dataOf(
      simulator.request(
        `${manager}/topics/${path}`,
        body === undefined ? {} : sending('POST', body),
      ),
    );
  const parsed = <T>(payload: Payload): T =>
    (typeof payload === 'string' ? JSON.parse(payload) : payload) as T;
  const statusOf = async (uuid: string): Promise<Status> =>
    parsed<Status>((await call(`${uuid}/status`))[1]);
  async function withMaster(isUp: boolean): Promise<string> {
    for (const { uuid } of online) if ((await statusOf(uuid)).master_up === isUp) return uuid;
    throw new Error(`No master is ${isUp ? 'up' : 'down'}.`);
  }

  it('come as a pair of a code and an object, or that object as JSON text', async () => {
    const shapes = new Set<string>();
    for (const { uuid } of online) shapes.add(typeof (await call(uuid))[1]);
    assert.deepEqual([...shapes].sort(), ['object', 'string']);
    const [code, payload] = await call(await withMaster(true));
    assert.equal(code, 200);
    assert.ok(parsed<{ topics: string[] }>(payload).topics.includes('/rosout'));
  });

  it('report a subscription by kind until it ends', async () => {
    const uuid = await withMaster(true);
    const metric = {
      kind: 'metric',
      topics: [{ name: '/odom', config: { qos: 1, whitelist_tag: [], whitelist_field: ['x'] } }],
    };
    const [code, subscribed] = await call(`${uuid}/subscribe`, metric);
    assert.equal(code, 200);
    assert.equal(typeof subscribed, 'string', 'the SDK reads only text here');
    assert.deepEqual(parsed(subscribed), {
      master_up: true,
      subscribed_success: ['/odom'],
      subscribed_error: [],
    });
    await call(`${uuid}/subscribe`, { kind: 'log', topics: ['/rosout'] });
    const { Subscribed, Unsubscribed } = (await statusOf(uuid)).topics;
    assert.deepEqual(
      Subscribed.metric.map(({ name }) => name),
      ['/odom'],
    );
    assert.deepEqual(
      Subscribed.log.map(({ name }) => name),
      ['/rosout'],
    );
    assert.ok(!Unsubscribed.includes('/odom') && Unsubscribed.includes('/tf'));

    const [, ended] = await call(`${uuid}/unsubscribed`, {
      kind: 'metric',
      topics: ['/odom', '/never'],
    });
    assert.deepEqual(parsed(ended), {
      master_up: true,
      unsubscribed_success: ['/odom'],
      unsubscribed_error: ['/never'],
    });
    assert.deepEqual((await statusOf(uuid)).topics.Subscribed.metric, []);
  });

  it('can be subscribed before anyone publishes them, under a name that can be one', async () => {
    const uuid = await withMaster(true);
    const body = { kind: 'log', topics: ['/not_yet', 'no topic'] };
    const [code, payload] = await call(`${uuid}/subscribe`, body);
    assert.equal(code, 400);
    assert.deepEqual(parsed(payload), {
      master_up: true,
      subscribed_success: ['/not_yet'],
      subscribed_error: [{ 'no topic': 'Unknown topic type: no topic' }],
    });
  });

  it('are refused with a whitelist that holds anything but text', async () => {
    const uuid = await withMaster(true);
    const refused = (config: object): Promise<[number, unknown]> =>
      refusalOf(
        simulator.request(
          `${manager}/topics/${uuid}/subscribe`,
          sending('POST', { kind: 'metric', topics: [{ name: '/odom', config }] }),
        ),
      );
    assert.deepEqual(await refused({ whitelist_tag: [1] }), [
      400,
      'invalid whitelist tag spec [1]',
    ]);
    assert.deepEqual(await refused({ whitelist_field: 'x' }), [
      400,
      'invalid whitelist field spec "x"',
    ]);
    assert.deepEqual(await refused({ qos: 3 }), [400, 'invalid qos']);
  });

  it('are none where the ROS master is down, and say so', async () => {
    const uuid = await withMaster(false);
    const [code, payload] = await call(uuid);
    assert.equal(code, 400);
    assert.deepEqual(parsed(payload), { topics: [] });
    const [, refused] = await call(`${uuid}/subscribe`, { kind: 'log', topics: ['/rosout'] });
    assert.deepEqual(parsed(refused), {
      master_up: false,
      subscribed_success: [],
      subscribed_error: [{ '/rosout': 'ROS master is not running' }],
    });
  });

  it('are false where the device is away', async () => {
    const { uuid } = await deviceNamed(simulator, 'amr-02');
    assert.equal(await call(uuid), false);
  });
});
