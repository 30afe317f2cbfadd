import assert from 'node:assert/strict';
import { connect, failureOf } from '../../../support/apiClient';
import { ApiServer } from '../../../support/apiServer';

describe('MetricSubscriptionsApi', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());
  const subscriptions = () => connect(server.url).client.metricSubscriptions;

  it('lists what is recorded, how often, and under which name in queries', async () => {
    const data = [
      { name: 'network', kind: 'metric', status: 'unsubscribed', config: { interval: '30s', name: 'net' } }, // prettier-ignore
      { name: 'cpu', kind: 'metric', status: 'subscribed', config: { percpu: true } },
    ];
    server.reply({ body: { response: { data } } });
    assert.deepEqual(await subscriptions().list('d1'), [
      { name: 'network', kind: 'metric', status: 'unsubscribed', rawStatus: 'unsubscribed', group: 'net', interval: '30s' }, // prettier-ignore
      { name: 'cpu', kind: 'metric', status: 'subscribed', rawStatus: 'subscribed' },
    ]);
  });

  it('starts recording with a quality of service', async () => {
    server.reply({ status: 201, body: { status: 'success', response: { data: {} } } });
    await subscriptions().subscribe('d1', 'memory', 'medium');
    assert.equal((await server.arrived(1)).body, '{"name":"memory","config":{"qos":1}}');
  });

  it('says that a metric is recorded already', async () => {
    server.reply({ status: 409, body: { error: 'already subscribed' } });
    await failureOf(subscriptions().subscribe('d1', 'cpu'), 'conflict');
  });
});
