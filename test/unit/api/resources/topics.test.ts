import assert from 'node:assert/strict';
import { connect, failureOf } from '../../../support/apiClient';
import { ApiServer, type Reply } from '../../../support/apiServer';

const enveloped = (data: unknown): Reply => ({ body: { status: 'success', response: { data } } });
/** A payload both ways in which it can come. */
const bothWays = (code: number, payload: unknown): [way: string, reply: Reply][] => [
  ['an object', enveloped([code, payload])],
  ['a text', enveloped([code, JSON.stringify(payload).replaceAll('/', '\\/')])],
];

describe('TopicsApi', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());
  const topics = () => connect(server.url).client.topics;

  for (const [way, reply] of bothWays(200, { topics: ['/rosout', '/telemetry'] })) {
    it(`lists the topics that come as ${way}`, async () => {
      server.reply(reply);
      assert.deepEqual(await topics().list('d1'), ['/rosout', '/telemetry']);
    });
  }

  for (const data of [false, null, 'down', {}, [], [400, { topics: ['/a'] }], [500, 'no master']]) {
    it(`lists no topics for ${JSON.stringify(data)}`, async () => {
      server.reply(enveloped(data));
      assert.deepEqual(await topics().list('d1'), []);
    });
  }

  for (const data of [[200], [200, 'not JSON'], [200, 7], [200, { topics: 7 }]]) {
    it(`refuses ${JSON.stringify(data)} for a list`, async () => {
      server.reply(enveloped(data));
      await failureOf(topics().list('d1'), 'malformed');
    });
  }

  const status = {
    master_up: true,
    topics: {
      Subscribed: { metric: ['/odom'], log: [{ name: '/telemetry', config: { qos: 0 } }] },
      Unsubscribed: ['/rosout'],
    },
  };
  for (const [way, reply] of bothWays(200, status)) {
    it(`tells the status that comes as ${way}, with names and with objects`, async () => {
      server.reply(reply);
      assert.deepEqual(await topics().status('d1'), {
        isMasterUp: true,
        subscribed: [
          { name: '/odom', kind: 'metric' },
          { name: '/telemetry', kind: 'log' },
        ],
        unsubscribed: ['/rosout'],
      });
    });
  }

  it('tells that the ROS master is down', async () => {
    server.reply(enveloped([200, { master_up: false, topics: { Subscribed: null, Unsubscribed: [] } }])); // prettier-ignore
    const none = { isMasterUp: false, subscribed: [], unsubscribed: [] };
    assert.deepEqual(await topics().status('d1'), none);
  });

  for (const data of [false, null, [], {}, [500, 'no master']]) {
    it(`calls ${JSON.stringify(data)} an unknown status`, async () => {
      server.reply(enveloped(data));
      const error = await failureOf(topics().status('d1'), 'notFound');
      assert.equal(error.reason, 'unknownTopicStatus');
    });
  }

  for (const [way, reply] of bothWays(400, {
    master_up: true,
    subscribed_success: ['/rosout'],
    subscribed_error: [{ '/bad': 'Unknown topic type: /bad' }],
  })) {
    it(`subscribes, and tells what failed, when it comes as ${way} of code 400`, async () => {
      server.reply(reply);
      const wanted = [
        { name: '/rosout', qos: 'high', whitelistTags: ['id'], whitelistFields: ['x', 'y'] },
        { name: '/bad' },
      ] as const;
      assert.deepEqual(await topics().subscribe('d1', wanted, 'metric'), {
        isMasterUp: true,
        done: ['/rosout'],
        failed: [{ name: '/bad', reason: 'Unknown topic type: /bad' }],
      });
      assert.deepEqual(JSON.parse((await server.arrived(1)).body), {
        topics: [
          {
            name: '/rosout',
            config: { qos: 2, whitelist_tag: ['id'], whitelist_field: ['x', 'y'] },
          },
          { name: '/bad', config: { qos: 0, whitelist_tag: [], whitelist_field: [] } },
        ],
        kind: 'metric',
      });
    });
  }

  it('unsubscribes, and goes by the list of errors, not by the code', async () => {
    server.reply(
      enveloped([200, { unsubscribed_success: [], master_up: true, unsubscribed_error: ['/bad'] }]),
    );
    assert.deepEqual(await topics().unsubscribe('d1', ['/bad'], 'log'), {
      isMasterUp: true,
      done: [],
      failed: [{ name: '/bad' }],
    });
    const { path, body } = await server.arrived(1);
    assert.equal(path, '/api/device-manager/v0/topics/d1/unsubscribed');
    assert.equal(body, '{"topics":["/bad"],"kind":"log"}');
  });

  for (const [data, message] of [
    [[400, 'invalid whitelist tag spec'], 'invalid whitelist tag spec'],
    [[400, '{"error":"invalid whitelist tag spec"}'], 'invalid whitelist tag spec'],
    [[400, { message: 'no master' }], 'no master'],
    [[500, { master_up: false }], 'the device did not do it'],
    [false, 'the device did not do it'],
  ] as const) {
    it(`does not take ${JSON.stringify(data)} for a change that was made`, async () => {
      server.reply(enveloped(data));
      const subscription = topics().subscribe('d1', [{ name: '/a' }], 'metric');
      assert.equal((await failureOf(subscription, 'conflict')).message, message);
      const end = topics().unsubscribe('d1', ['/a'], 'metric');
      assert.equal((await failureOf(end, 'conflict')).message, message);
    });
  }

  for (const data of [7, 'yes', { a: 1 }, [200], [200, 'not JSON']]) {
    it(`cannot read ${JSON.stringify(data)} as the outcome of a change, nor repeats it`, async () => {
      server.reply(enveloped(data));
      const error = await failureOf(topics().unsubscribe('d1', ['/a'], 'log'), 'malformed');
      assert.doesNotMatch(error.message, /not JSON|yes/);
    });
  }

  it('says that a whitelist is refused', async () => {
    server.reply({ status: 400, body: { error: 'invalid whitelist tag spec' } });
    const call = topics().subscribe('d1', [{ name: '/a', whitelistTags: [''] }], 'metric');
    assert.equal((await failureOf(call, 'invalid')).message, 'invalid whitelist tag spec');
  });
});
