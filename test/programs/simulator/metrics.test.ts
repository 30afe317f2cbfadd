import assert from 'node:assert/strict';
import { aggregates } from '../../../src/simulator/metrics/aggregates';
import { evaluate } from '../../../src/simulator/metrics/evaluate';
import { parseTime } from '../../../src/simulator/metrics/query';
import { type Simulator, startSimulator } from '../../support/simulator';
import {
  dataOf,
  deviceNamed,
  eventually,
  manager,
  refusalOf,
  sending,
} from '../../support/simulatorCalls';

interface Table {
  columns: {
    name: string;
    function?: string;
    metric_group?: string;
    tag_names?: string[];
    tag_values?: string[];
  }[];
  rows: (number | null)[][];
}

const minute = 60_000;
const day = 24 * 60 * minute;

describe('metrics of simulated devices', () => {
  let simulator: Simulator;
  let amr: string;
  before(async () => {
    simulator = await startSimulator();
    amr = (await deviceNamed(simulator, 'amr-01')).uuid;
  });
  after(() => simulator.stop());

  const now = Math.floor(Date.now() / minute) * minute;
  const body = (fields: object = {}, tags: object = {}): object => ({
    from: new Date(now - 60 * minute).toISOString(),
    to: new Date(now).toISOString(),
    step: '1m',
    metrics: [{ function: 'avg', metric_name: 'cpu.usage_idle' }],
    tags: {
      tenant_id: { operator: 'eq', value: simulator.project },
      organization_id: { operator: 'eq', value: simulator.organization },
      ...tags,
    },
    ...fields,
  });
  const send = (query: object): Promise<Response> =>
    simulator.request('/api/metrics/v0/query/', sending('POST', query));
  const ofDevice = (uuid: string): object => ({ device_id: { operator: 'eq', value: uuid } });
  const query = (fields?: object, tags: object = ofDevice(amr)): Promise<Table> =>
    dataOf<Table>(send(body(fields, tags)));

  it('come column by column, with exact nanoseconds first', async () => {
    const response = await send(body({}, ofDevice(amr)));
    const text = await response.text();
    const { columns, rows } = (JSON.parse(text) as { response: { data: Table } }).response.data;
    assert.deepEqual(columns[0], { name: 'timestamp' });
    assert.deepEqual(columns[1], {
      function: 'avg',
      metric_group: 'cpu',
      name: 'usage_idle',
      tag_names: [],
      tag_values: [],
    });
    assert.equal(columns.length, rows.length);
    assert.equal(rows[0]?.length, 60);
    assert.ok(text.includes(`${now - 60 * minute}000000`), 'every digit of it');
    const values = rows[1]?.filter((value) => value !== null) ?? [];
    assert.ok(values.length > 0 && values.every((value) => value >= 0 && value <= 100));
    assert.ok(new Set(values).size > 1, 'it moves');
  });

  it('say the same of the past whenever they are asked', async () => {
    assert.deepEqual(await query(), await query());
  });

  it('are grouped by tags, one column for each combination', async () => {
    const { columns } = await query({ groupby: ['device_id', 'cpu'] });
    assert.deepEqual(
      columns.slice(1).map(({ tag_values }) => tag_values?.[1]),
      ['cpu-total', 'cpu0', 'cpu1', 'cpu2', 'cpu3'],
    );
    const whole = await query({ groupby: ['device_name'] }, {});
    assert.ok(whole.columns.some(({ tag_values }) => tag_values?.[0] === 'agv-01'));
  });

  it('are turned round on demand', async () => {
    const upwards = await query();
    const downwards = await query({ sort: 'desc' });
    for (const row of downwards.rows) row.reverse();
    assert.deepEqual(downwards, upwards);
  });

  it('are null while a device was away', async () => {
    const { last_online } = await deviceNamed(simulator, 'amr-01');
    const back = Date.parse(`${last_online}Z`);
    const { rows } = await query({
      from: new Date(back - 100_000).toISOString(),
      to: new Date(back + 100_000).toISOString(),
      step: '10s',
    });
    const [times = [], values = []] = rows;
    times.forEach((time, index) => {
      const isAfter = Number(time) / 1e6 >= back;
      assert.equal(values[index] !== null, isAfter, `${index}`);
    });
    assert.ok(values.includes(null) && values.at(-1) !== null);
  });

  it('are none of a device that was never there, nor of the future', async () => {
    const { uuid } = await deviceNamed(simulator, 'gateway-03');
    assert.equal((await query({}, ofDevice(uuid))).columns.length, 1);
    const to = new Date(now + 60 * minute).toISOString();
    const [times] = (await query({ to })).rows;
    assert.ok(Number(times?.at(-1)) / 1e6 <= Date.now());
  });

  it('count up where they are counters, so that derivatives are rates', async () => {
    const { columns, rows } = await query({
      metrics: [
        { function: 'derivative', metric_name: 'net.bytes_sent' },
        { function: 'last', metric_name: 'net.bytes_sent' },
      ],
      groupby: ['interface'],
    });
    const index = columns.findIndex(({ function: name }) => name === 'derivative');
    const rates = rows[index]?.filter((value) => value !== null) ?? [];
    assert.ok(rates.length > 30 && rates.every((rate) => rate > 0));
  });

  it('reach back more than a week, but then not by seconds', async () => {
    const to = Math.floor(now / (15 * minute)) * 15 * minute;
    const from = new Date(to - 9 * day).toISOString();
    const { rows } = await query({ from, to: new Date(to).toISOString(), step: '15m' });
    assert.equal(rows[0]?.length, 9 * 24 * 4);
    const [status] = await refusalOf(send(body({ from, step: '10s' })));
    assert.equal(status, 400);
  });

  it('of this computer are real', async () => {
    const { uuid } = await deviceNamed(simulator, 'this-machine');
    const total = await eventually(async () => {
      const { rows } = await query(
        {
          from: new Date(Date.now() - minute).toISOString(),
          to: new Date(Date.now() + minute).toISOString(),
          step: '10s',
          metrics: [{ function: 'last', metric_name: 'mem.total' }],
        },
        ofDevice(uuid),
      );
      return rows[1]?.find((value) => value !== null);
    });
    const { totalmem } = await import('node:os');
    assert.equal(total, totalmem());
  });

  it('are refused with a query that cannot be answered', async () => {
    const cases: [object, number][] = [
      [body({ metrics: [] }), 400],
      [body({ metrics: [{ function: 'sum', metric_name: 'cpu.usage_idle' }] }), 400],
      [body({ metrics: [{ function: 'toString', metric_name: 'cpu.usage_idle' }] }), 400],
      [body({ metrics: [{ function: 'avg', metric_name: 'cpu' }] }), 400],
      [body({ step: '2m' }), 400],
      [body({ from: new Date(now + minute).toISOString() }), 400],
      [body({ from: 'yesterday' }), 400],
      [body({ tags: {} }), 400],
      [body({}, { cpu: { operator: 'like', value: 'x' } }), 400],
      [body({}, { tenant_id: { operator: 'eq', value: 'project-other' } }), 403],
      [body({ step: '1s', metrics: [], from: new Date(now - 6 * day).toISOString() }), 400],
    ];
    for (const [wrong, expected] of cases)
      assert.equal((await refusalOf(send(wrong)))[0], expected, JSON.stringify(wrong));
  });

  it('can be discovered: groups with fields, tags, and values of a tag', async () => {
    const dates = new URLSearchParams({
      start_date: new Date(now - day).toISOString(),
      end_date: new Date(now).toISOString(),
    }).toString();
    const find = <T>(path: string): Promise<T> =>
      dataOf(simulator.request(`/api/metrics/v0/${path}?${dates}`));
    const { metrics } = await find<{ metrics: { metric_group: string; metric_names: string[] }[] }>(
      `metrics/device/${amr}`,
    );
    assert.ok(metrics.find(({ metric_group }) => metric_group === 'mem')?.metric_names.length);
    const { tag_keys } = await find<{ tag_keys: { metric_group: string; tags: string[] }[] }>(
      `tags/project/${simulator.project}`,
    );
    assert.ok(tag_keys.find(({ metric_group }) => metric_group === 'disk')?.tags.includes('path'));
    assert.deepEqual(await find(`tags/device/${amr}/cpu`), {
      tags_values: ['cpu-total', 'cpu0', 'cpu1', 'cpu2', 'cpu3'],
    });
    const request = (path: string): Promise<Response> =>
      simulator.request(`/api/metrics/v0/${path}`);
    assert.equal((await request(`metrics/device/${amr}`)).status, 400);
    assert.equal((await request(`metrics/device/unknown?${dates}`)).status, 404);
    assert.equal((await request(`metrics/planet/x?${dates}`)).status, 404);
    const organization = `metrics/organization/${simulator.organization}`;
    assert.equal((await request(`${organization}?${dates}`)).status, 400);
  });

  describe('subscriptions', () => {
    const path = (): string => `${manager}/metrics/${amr}`;
    const statusOf = async (name: string): Promise<string | undefined> =>
      (await dataOf<{ name: string; status: string }[]>(simulator.request(path()))).find(
        (metric) => metric.name === name,
      )?.status;

    it('are six, all there from the start, and can be taken and ended', async () => {
      const metrics = await dataOf<{ name: string; kind: string }[]>(simulator.request(path()));
      assert.deepEqual(
        metrics.map(({ name }) => name),
        ['cpu', 'memory', 'disk', 'diskio', 'network', 'wireless'],
      );
      const subscribe = () =>
        simulator.request(path(), sending('POST', { name: 'cpu', config: { qos: 0 } }));
      assert.equal((await subscribe()).status, 201);
      assert.equal((await subscribe()).status, 409);
      assert.equal(await statusOf('cpu'), 'subscribed');
      const end = () => simulator.request(`${path()}/cpu`, sending('DELETE'));
      assert.equal((await end()).status, 200);
      assert.equal(await statusOf('cpu'), 'unsubscribed');
      assert.equal((await end()).status, 200, 'ended once more');
      const unknown = simulator.request(path(), sending('POST', { name: 'gpu' }));
      assert.equal((await refusalOf(unknown))[0], 400);
    });
  });
});

describe('aggregates of a metrics query', () => {
  const values = [4, 1, 3, 1, 6];
  const expected = {
    count: 5,
    distinct: 4,
    mean: 3,
    avg: 3,
    median: 3,
    mode: 1,
    stddev: Math.sqrt(18 / 5),
    derivative: 3,
    max: 6,
    min: 1,
    first: 4,
    last: 6,
    percentile_95: 5.6,
    percentile_99: 5.92,
  };

  for (const [name, result] of Object.entries(expected))
    it(`know ${name}`, () => {
      const aggregate = aggregates[name as keyof typeof aggregates];
      assert.ok(Math.abs(aggregate(values) - result) < 1e-9);
    });

  it('leave gaps as null, and rates after a gap too', () => {
    const start = Date.UTC(2024, 0, 1);
    const known: Record<number, number> = { 0: 10, 1: 30, 3: 90, 4: 190 };
    const table = evaluate(
      {
        from: start,
        to: start + 50_000,
        step: 10_000,
        isDescending: false,
        metrics: [
          { function: 'last', group: 'g', field: 'f' },
          { function: 'derivative', group: 'g', field: 'f' },
        ],
        tags: {},
        groupBy: [],
      },
      [
        {
          group: 'g',
          tags: {},
          fields: ['f'],
          sample: (_field, time) => known[(time - start) / 10_000],
        },
      ],
    );
    assert.deepEqual(table.rows[1], [10, 30, null, 90, 190]);
    assert.deepEqual(table.rows[2], [null, 2, null, null, 10]);
  });

  it('are rates of each series, whichever others are there, also by the second', () => {
    const start = Date.UTC(2024, 0, 1);
    const counter = (offset: number, until: number) => ({
      group: 'g',
      tags: {},
      fields: ['f'],
      sample: (_field: string, time: number) =>
        time % 10_000 === 0 && time <= start + until ? offset + (time - start) / 1000 : undefined,
    });
    const rates = (step: number) =>
      evaluate(
        {
          from: start,
          to: start + 40_000,
          step,
          isDescending: false,
          metrics: [{ function: 'derivative', group: 'g', field: 'f' }],
          tags: {},
          groupBy: [],
        },
        [counter(0, 40_000), counter(1_000_000, 10_000)],
      ).rows[1];
    assert.deepEqual(rates(10_000), [null, 1, 1, 1]);
    assert.deepEqual(rates(60_000), [null], 'one step has no step before it');
    assert.deepEqual(
      rates(1000)?.filter((rate) => rate !== null),
      [1, 1, 1],
    );
  });

  it('read times with a zone, without one as UTC, and with a plus that became a space', () => {
    const noon = Date.UTC(2024, 2, 2, 12);
    for (const text of [
      '2024-03-02T12:00:00Z',
      '2024-03-02T12:00:00',
      '2024-03-02T12:00:00.000000',
      '2024-03-02 12:00:00',
      '2024-03-02T21:00:00+09:00',
      '2024-03-02T21:00:00 09:00',
    ])
      assert.equal(parseTime('from', text), noon, text);
  });
});
