import assert from 'node:assert/strict';
import { connect, failureOf } from '../../support/apiClient';
import { ApiServer } from '../../support/apiServer';

describe('LabelsApi', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());
  const labels = () => connect(server.url).client.labels;

  it('lists the labels of a device', async () => {
    const label = { id: 100, key: 'site', value: 'tokyo' };
    server.reply({ body: { response: { data: [label] } } });
    assert.deepEqual(await labels().list('dev-1'), [label]);
    const { method, target } = await server.arrived(1);
    assert.equal(`${method} ${target}`, 'GET /api/device-manager/v0/labels/dev-1');
  });

  it('says that a device is not known', async () => {
    server.reply({ status: 404, body: { response: { data: {}, error: 'device not found' } } });
    assert.equal((await failureOf(labels().list('x'), 'notFound')).message, 'device not found');
  });
});
