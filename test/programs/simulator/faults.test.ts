import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../support/simulator';
import { manager, sending } from '../../support/simulatorCalls';

describe('faults of the simulator', () => {
  const path = `${manager}/devices/`;
  let simulator: Simulator;
  before(async () => (simulator = await startSimulator()));
  after(() => simulator.stop());
  afterEach(() => simulator.clearFaults());

  it('answer in the place of a route, as many times as asked for', async () => {
    await simulator.fault({ path, status: 429, retryAfter: 2, times: 2 });
    for (let time = 0; time < 2; time++) {
      const answer = await simulator.request(path);
      assert.equal(answer.status, 429);
      assert.equal(answer.headers.get('retry-after'), '2');
      assert.deepEqual(await answer.json(), {
        status: 'error',
        response: { data: {}, error: 'simulated failure 429' },
      });
    }
    assert.equal((await simulator.request(path)).status, 200);
  });

  it('strike by method, by path and by pattern only', async () => {
    await simulator.fault(
      { method: 'POST', path, status: 500 },
      { path: `${manager}/labels`, status: 501 },
      { pattern: '^/v2/.*/$', status: 502 },
    );
    assert.equal((await simulator.request(path)).status, 200);
    assert.equal((await simulator.request(`${manager}/labels/x`)).status, 501);
    assert.equal((await simulator.request('/v2/users/me/?a=b')).status, 502);
    assert.equal((await simulator.request('/api/user/me/get')).status, 200);
  });

  it('strike before anyone looks at the token', async () => {
    await simulator.fault({ path, status: 503, times: 1 });
    assert.equal((await fetch(simulator.url + path)).status, 503);
  });

  it('drop the connection, or break it in the middle of a body that would be longer', async () => {
    await simulator.fault(
      { path, drop: 'connection', times: 1 },
      { path, drop: 'mid-body', times: 1 },
    );
    await assert.rejects(simulator.request(path));
    const broken = await simulator.request(path);
    assert.equal(broken.status, 200);
    assert.ok(Number(broken.headers.get('content-length')) > 1000);
    await assert.rejects(broken.text());
    assert.equal((await simulator.request(path)).status, 200);
  });

  it('send a body that is cut off, malformed, empty, or any other text of any type', async () => {
    const whole = await (await simulator.request(path)).text();
    await simulator.fault(
      { path, body: 'truncated', times: 1 },
      { path, body: 'malformed', times: 1 },
      { path, body: 'empty', times: 1 },
      { path, status: 502, body: '<h1>Bad gateway</h1>', contentType: 'text/html', times: 1 },
    );
    const cut = await (await simulator.request(path)).text();
    assert.ok(cut.length > 100 && whole.startsWith(cut) && cut.length < whole.length);
    assert.throws(() => void JSON.parse(cut));
    await assert.rejects(simulator.request(path).then((answer) => answer.json()));
    assert.equal(await (await simulator.request(path)).text(), '');
    const html = await simulator.request(path);
    assert.equal(html.headers.get('content-type'), 'text/html');
    assert.equal(await html.text(), '<h1>Bad gateway</h1>');
  });

  it('delay an answer that is right otherwise, and no other one', async () => {
    await simulator.fault({ path, delayMs: 1000, times: 1 });
    const late = simulator.request(path).then((answer) => ['late', answer.status] as const);
    const quick = simulator.request(path).then((answer) => ['quick', answer.status] as const);
    assert.deepEqual(await Promise.race([late, quick]), ['quick', 200]);
    assert.deepEqual(await late, ['late', 200]);
  });

  it('count how often they struck, next to the requests that came', async () => {
    await simulator.request('/__simulator/requests', sending('DELETE'));
    const [fault] = await simulator.fault({ path, status: 500 });
    await simulator.request(`${path}?name=a+b`);
    const faults = (await (await simulator.request('/__simulator/faults')).json()) as {
      id: number;
      hits: number;
    }[];
    assert.deepEqual(
      faults.map(({ id, hits }) => [id, hits]),
      [[fault?.id, 1]],
    );
    const requests = await simulator.requests();
    assert.deepEqual(
      requests.map(({ method, query, status }) => [method, query, status]),
      [['GET', 'name=a+b', 500]],
    );
  });

  it('are refused when they are not described as they can be', async () => {
    for (const fault of [{ status: 'bad' }, { wrong: 1 }, { drop: 'soon' }, { pattern: '(' }]) {
      const answer = await simulator.request('/__simulator/faults', sending('POST', fault));
      assert.equal(answer.status, 400, JSON.stringify(fault));
    }
  });
});
