import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../support/simulator';
import { dataOf, deviceNamed, manager, refusalOf, sending } from '../../support/simulatorCalls';

interface Entry {
  id: number;
  key: string;
  value: string;
}

describe('labels and config variables of a simulated device', () => {
  let simulator: Simulator;
  let device: string;
  before(async () => {
    simulator = await startSimulator();
    device = (await deviceNamed(simulator, 'amr-01')).uuid;
  });
  after(() => simulator.stop());

  const call = <T>(path: string, method = 'GET', body?: unknown): Promise<T> =>
    dataOf<T>(simulator.request(manager + path, sending(method, body)));
  const refused = (path: string, method = 'GET', body?: unknown): Promise<[number, unknown]> =>
    refusalOf(simulator.request(manager + path, sending(method, body)));

  it('adds labels from a map, several at once, and shows them in the list of devices', async () => {
    const added = await call<Entry[]>(`/labels/${device}`, 'POST', { crew: 'night', bay: '7' });
    assert.deepEqual(
      added.map(({ key, value }) => [key, value]),
      [
        ['crew', 'night'],
        ['bay', '7'],
      ],
    );
    assert.ok(added.every(({ id }) => Number.isInteger(id)));
    const { labels } = await deviceNamed(simulator, 'amr-01');
    assert.ok(labels.some(({ key }) => key === 'crew'));
    assert.deepEqual(await call<Entry[]>(`/labels/${device}`), labels);
  });

  it('refuses labels that are there, that are none, and of devices that are none', async () => {
    assert.equal((await refused(`/labels/${device}`, 'POST', { site: 'osaka' }))[0], 409);
    assert.deepEqual(await refused(`/labels/${device}`, 'POST', {}), [
      400,
      'labels parameter missing',
    ]);
    assert.deepEqual(await refused('/labels/unknown', 'POST', { a: 'b' }), [
      404,
      'device not found',
    ]);
    const before = await call<Entry[]>(`/labels/${device}`);
    assert.equal((await refused(`/labels/${device}`, 'POST', { new: 'x', site: 'y' }))[0], 409);
    assert.deepEqual(await call<Entry[]>(`/labels/${device}`), before, 'all pairs or none');
  });

  it('updates and deletes a label by its number', async () => {
    const [label] = await call<Entry[]>(`/labels/${device}`, 'POST', { shift: 'early' });
    assert.ok(label);
    assert.deepEqual(await call(`/labels/${label.id}`, 'PUT', { ...label, value: 'late' }), {});
    const found = (await call<Entry[]>(`/labels/${device}`)).find(({ id }) => id === label.id);
    assert.equal(found?.value, 'late');
    assert.deepEqual(await call(`/labels/${label.id}`, 'DELETE'), {});
    assert.deepEqual(await refused(`/labels/${label.id}`, 'DELETE'), [404, 'label not found']);
    const gone = { id: label.id, key: 'shift', value: 'x' };
    assert.deepEqual(await refused(`/labels/${label.id}`, 'PUT', gone), [404, 'label not found']);
  });

  it('adds, updates and deletes a variable', async () => {
    const path = `/config_variables/device/${device}`;
    const added = await call<Entry>(path, 'POST', { key: 'speed', value: '1.2' });
    assert.deepEqual([added.key, added.value], ['speed', '1.2']);
    const changed = { id: added.id, key: 'speed', value: '0.8' };
    assert.deepEqual(await call(`/config_variables/${added.id}`, 'PUT', changed), changed);
    const listed = (await call<Entry[]>(path)).find(({ id }) => id === added.id);
    assert.deepEqual(listed, { ...changed, type: null });
    assert.deepEqual(await call(`/config_variables/${added.id}`, 'DELETE', 0), {});
  });

  it('refuses variables as the service does, with its odd 404', async () => {
    const path = `/config_variables/device/${device}`;
    assert.equal((await refused(path, 'POST', { key: 'runtime_docker', value: 'True' }))[0], 409);
    assert.deepEqual(await refused(path, 'POST', { value: 'v' }), [400, 'key parameter missing']);
    const [first] = await call<Entry[]>(path);
    assert.deepEqual(await refused(`/config_variables/${first?.id}`, 'PUT', { key: 'k' }), [
      400,
      'value parameter missing',
    ]);
    const answer = await simulator.request(`${manager}/config_variables/999999`, sending('DELETE'));
    assert.equal(answer.status, 404);
    assert.deepEqual(await answer.json(), {
      status: 'success',
      response: { data: {}, error: 'config_variable not found' },
    });
  });

  it('leaves protected variables to the client', async () => {
    const variables = await call<Entry[]>(`/config_variables/device/${device}`);
    const distro = variables.find(({ key }) => key === 'ros_distro');
    assert.deepEqual(await call(`/config_variables/${distro?.id}`, 'DELETE'), {});
  });
});
