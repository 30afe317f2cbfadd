import assert from 'node:assert/strict';
import type { MetricsQuery } from '../../../../src/domain/metric';
import { connect, failureOf } from '../../../support/apiClient';
import { ApiServer, type Reply } from '../../../support/apiServer';

const enveloped = (data: unknown): Reply => ({ body: { response: { data } } });
const query: MetricsQuery = {
  from: new Date('2024-03-02T09:00:00Z'),
  to: new Date('2024-03-02T10:00:00Z'),
  step: '1m',
  metrics: [{ function: 'avg', metric: 'cpu.usage_idle' }],
};
const empty = enveloped({ columns: [], rows: [] });

describe('MetricsApi', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());
  const metrics = (options: Parameters<typeof connect>[1] = {}) =>
    connect(server.url, options).client.metrics;

  it('names the project and the organization in a query, as an attacker cannot', async () => {
    server.reply(empty);
    await metrics().query({
      ...query,
      tags: { device_id: 'd1', tenant_id: 'another' },
      groupBy: ['device_id', 'cpu'],
      sort: 'desc',
    });
    assert.deepEqual(JSON.parse((await server.arrived(1)).body), {
      from: '2024-03-02T09:00:00.000+00:00',
      to: '2024-03-02T10:00:00.000+00:00',
      step: '1m',
      sort: 'desc',
      metrics: [{ function: 'avg', metric_name: 'cpu.usage_idle' }],
      tags: {
        device_id: { operator: 'eq', value: 'd1' },
        tenant_id: { operator: 'eq', value: 'project-b' },
        organization_id: { operator: 'eq', value: 'org-a' },
      },
      groupby: ['device_id', 'cpu'],
    });
  });

  it('leaves out a grouping by nothing, and sorts upwards', async () => {
    server.reply(empty);
    await metrics().query({ ...query, groupBy: [] });
    const body = JSON.parse((await server.arrived(1)).body) as Record<string, unknown>;
    assert.deepEqual([body['groupby'], body['sort']], [undefined, 'asc']);
  });

  it('reads times in milliseconds, and a series for each further column', async () => {
    const body = `{"response":{"data":{
      "columns":[{"name":"timestamp"},
        {"function":"avg","metric_group":"cpu","name":"usage_idle","tag_names":["device_id","host"],"tag_values":["d1","amr-01"]},
        {"function":"count","metric_group":"mem","name":"used","tag_names":[],"tag_values":[]}],
      "rows":[[1612814880000000000,1612814890123456789],[91.5,null],[null,88.2]]}}}`;
    server.reply({ body });
    assert.deepEqual(await metrics().query(query), {
      times: [1612814880000, 1612814890123],
      series: [
        { function: 'avg', group: 'cpu', name: 'usage_idle', tags: { device_id: 'd1', host: 'amr-01' }, values: [91.5, null] }, // prettier-ignore
        { function: 'count', group: 'mem', name: 'used', tags: {}, values: [null, 88.2] },
      ],
    });
  });

  for (const data of [
    { columns: [], rows: [] },
    { columns: null, rows: null },
    { columns: [], rows: null },
  ]) {
    it(`reads ${JSON.stringify(data)} as nothing recorded`, async () => {
      server.reply(enveloped(data));
      assert.deepEqual(await metrics().query(query), { times: [], series: [] });
    });
  }

  const time = { name: 'timestamp' };
  const idle = { name: 'usage_idle' };
  for (const data of [
    { columns: [time, idle], rows: [[1]] },
    { columns: [time, idle], rows: [[1, 2], [1]] },
    { columns: [idle, time], rows: [[1], [1]] },
    { columns: [time], rows: [['soon']] },
    { columns: [time], rows: [[1, null]] },
  ]) {
    it(`refuses the table ${JSON.stringify(data)}`, async () => {
      server.reply(enveloped(data));
      await failureOf(metrics().query(query), 'malformed');
    });
  }

  const now = Date.UTC(2024, 2, 2, 10); // the fake clock's
  const old = new Date(now - 7 * 86_400_000 - 1);
  for (const [what, broken] of [
    ['asks for no metric', { metrics: [] }],
    ['ends before it begins', { from: query.to, to: query.from }],
    ['begins more than 7 days ago with steps of seconds', { from: old, step: '30s' }],
  ] as const) {
    it(`sends no query that ${what}`, async () => {
      server.reply(empty);
      const error = await failureOf(metrics().query({ ...query, ...broken }), 'invalid');
      assert.equal(error.reason, 'invalidParameter');
      assert.equal(server.seen.length, 0);
    });
  }

  it('sends a query that begins more than 7 days ago with steps of minutes', async () => {
    server.reply(empty);
    await metrics().query({ ...query, from: old, step: '5m' });
    assert.equal(server.seen.length, 1);
  });

  for (const missing of [{ project: '' }, { organization: '' }]) {
    it(`sends no query with ${JSON.stringify(missing)}`, async () => {
      server.reply(empty);
      const error = await failureOf(metrics(missing).query(query), 'invalid');
      assert.equal(error.reason, 'parameterMissing');
      assert.equal(server.seen.length, 0);
    });
  }

  it('finds metrics, tags and values in a time', async () => {
    server.reply(enveloped({ metrics: [{ metric_group: 'cpu', metric_names: ['usage_idle'] }] }));
    const found = await metrics().listMetrics('device', 'd1', query);
    assert.deepEqual(found, [{ group: 'cpu', names: ['usage_idle'] }]);
    const { target } = await server.arrived(1);
    const dates = 'start_date=2024-03-02T09%3A00%3A00.000%2B00%3A00&end_date=2024-03-02T10%3A00%3A00.000%2B00%3A00'; // prettier-ignore
    assert.equal(target, `/api/metrics/v0/metrics/device/d1?${dates}`);

    server.reply(enveloped({ tag_keys: [{ metric_group: 'cpu', tags: ['cpu', 'host'] }] }));
    const keys = await metrics().listTagKeys('project', 'p', query);
    assert.deepEqual(keys, [{ group: 'cpu', names: ['cpu', 'host'] }]);

    server.reply(enveloped({ tags_values: ['cpu-total', 'cpu0'] }));
    const values = await metrics().listTagValues('device', 'd1', 'cpu', query);
    assert.deepEqual(values, ['cpu-total', 'cpu0']);
  });

  it('looks for nothing in a time that ends before it begins', async () => {
    server.reply(enveloped({}));
    const range = { from: query.to, to: query.from };
    await failureOf(metrics().listMetrics('device', 'd1', range), 'invalid');
    assert.equal(server.seen.length, 0);
  });
});
