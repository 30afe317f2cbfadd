import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../support/simulator';
import {
  type WireDevice,
  dataOf,
  deviceNamed,
  eventually,
  manager,
  outputOf,
  refusalOf,
  sending,
} from '../../support/simulatorCalls';

const unknown = '00000000-0000-4000-8000-000000000000';

describe('the simulated devices', () => {
  let simulator: Simulator;
  before(async () => (simulator = await startSimulator()));
  after(() => simulator.stop());

  const call = <T>(path: string, method = 'GET', body?: unknown): Promise<T> =>
    dataOf<T>(simulator.request(manager + path, sending(method, body)));
  const refused = (path: string, method = 'GET', body?: unknown): Promise<[number, unknown]> =>
    refusalOf(simulator.request(manager + path, sending(method, body)));
  const list = (): Promise<WireDevice[]> => call('/devices/');

  it('are 24 in all nine statuses and this computer, most of them online', async () => {
    const devices = await list();
    assert.equal(devices.length, 25);
    const statuses = devices.map(({ status }) => status);
    assert.equal(new Set(statuses).size, 9);
    assert.equal(statuses.filter((status) => status === 'ONLINE').length, 15);
    assert.equal(new Set(devices.map(({ uuid }) => uuid)).size, 25);
    assert.equal(devices.at(-1)?.name, 'this-machine');
  });

  it('are listed without what only a single get tells', async () => {
    const device = await deviceNamed(simulator, 'amr-01');
    assert.match(String(device['registration_time']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
    assert.ok('fingerprint' in device && !('host' in device) && !('ip_interfaces' in device));
    for (const { id } of [...device.labels, ...device.config_variables])
      assert.ok(Number.isInteger(id));
    const full = await call<WireDevice>(`/devices/${device.uuid}`);
    assert.equal(full['host'], 'amr-01');
    assert.ok(full['ip_interfaces'] && !('fingerprint' in full));
  });

  it('tell nothing of their system when they were never online', async () => {
    const device = (await list()).find(({ status }) => status === 'NEW');
    assert.equal(device?.last_online, null);
    assert.ok(!('host' in (await call<WireDevice>(`/devices/${device.uuid}`))));
  });

  it('say why they failed', async () => {
    const failed = (await list()).filter(({ status }) => status === 'FAILED');
    assert.ok(failed.length > 0);
    for (const device of failed) assert.match(String(device['error_code']), /^DEV_E\d{3}$/);
  });

  it('are found by their whole name; an empty one is no filter', async () => {
    assert.equal((await call<WireDevice[]>('/devices/?name=amr-01')).length, 1);
    assert.equal((await call<WireDevice[]>('/devices/?name=amr-0')).length, 0);
    assert.equal((await call<WireDevice[]>('/devices/?name=')).length, (await list()).length);
  });

  it('are selected by architecture, if they are online', async () => {
    const select = (args: unknown[]): Promise<Record<string, unknown>[]> =>
      call('/selection/query/', 'POST', { operator: '$or', specs: { operator: '$or', args } });
    const arm64 = await select([{ operator: '$in', args: ['cpuarch', 'aarch64'] }]);
    assert.ok(arm64.length > 0);
    for (const device of arm64) {
      assert.deepEqual(Object.keys(device), ['id', 'uuid', 'name', 'status']);
      assert.ok(Number.isInteger(device['id']));
      assert.equal(device['status'], 'ONLINE');
    }
    const arm32 = await select([{ operator: '$in', args: ['cpuarch', 'armv7'] }]);
    const amd64 = await select([
      { operator: '$eq', args: ['cpuarch', 'x86_64'] },
      { operator: '$eq', args: ['cpuarch', 'amd64'] },
    ]);
    const online = (await list()).filter(({ status }) => status === 'ONLINE');
    assert.equal(arm64.length + arm32.length + amd64.length, online.length);
    assert.deepEqual(await select([]), []);
    const odd = { operator: '$in', args: ['constructor', 'Object'] };
    assert.deepEqual(await call('/selection/query/', 'POST', odd), []);
    assert.deepEqual(await refused('/selection/query/', 'POST', { clause: 'AND' }), [
      400,
      'invalid selection query',
    ]);
  });

  it('answer to their exact paths only, slashes included', async () => {
    assert.equal((await refused('/devices'))[0], 404);
    assert.deepEqual(await refused(`/devices/${unknown}`), [404, 'device not found']);
  });

  it('take a GET and a DELETE that claim a JSON body, whatever it is', async () => {
    const headers = { 'content-type': 'application/json' };
    const path = `${manager}/devices/`;
    assert.equal((await simulator.request(path, { headers })).status, 200);
    const gone = `${manager}/config_variables/999999`;
    assert.equal((await simulator.request(gone, { method: 'DELETE', headers })).status, 404);
    const zero = await simulator.request(gone, { method: 'DELETE', headers, body: '0' });
    assert.equal(zero.status, 404);
    assert.equal((await refused('/devices/', 'PUT'))[1], 'device_id parameter missing');
  });

  it('are updated without an id in the path; unknown fields do not matter', async () => {
    const device = await deviceNamed(simulator, 'amr-03');
    const updated = await call<WireDevice>('/devices/', 'PUT', {
      ...device,
      _auth_token: 'secret',
      device_id: device.uuid,
      description: 'dock 3 <b>',
    });
    assert.deepEqual(Object.keys(updated).sort(), [
      'created_by',
      'description',
      'last_online',
      'name',
      'registration_time',
      'status',
      'uuid',
    ]);
    assert.equal((await deviceNamed(simulator, 'amr-03'))['description'], 'dock 3 <b>');
    const wrong = { device_id: unknown, name: 'x' };
    assert.deepEqual(await refused('/devices/', 'PUT', wrong), [404, 'device not found']);
    const taken = { device_id: device.uuid, name: 'amr-01' };
    assert.equal((await refused('/devices/', 'PUT', taken))[0], 409);
    const noStatus = { device_id: device.uuid, status: 'BROKEN' };
    assert.equal((await refused('/devices/', 'PUT', noStatus))[0], 400);
  });

  it('are listed as they are at that moment, whatever changed', async () => {
    const { uuid } = await deviceNamed(simulator, 'forklift-01');
    const listed = async (): Promise<WireDevice | undefined> =>
      (await list()).find((device) => device.uuid === uuid);
    for (const [kind, path] of [
      ['labels', 'labels'],
      ['config_variables', 'config_variables/device'],
    ] as const) {
      const body = kind === 'labels' ? { k: 'v' } : { key: 'k', value: 'v' };
      await call(`/${path}/${uuid}`, 'POST', body);
      const added = (await listed())?.[kind].find(({ key }) => key === 'k');
      assert.equal(added?.value, 'v');
      await call(`/${kind}/${added.id}`, 'PUT', { ...added, value: 'w' });
      assert.equal((await listed())?.[kind].find(({ key }) => key === 'k')?.value, 'w');
      await call(`/${kind}/${added.id}`, 'DELETE');
      assert.ok(!(await listed())?.[kind].some(({ key }) => key === 'k'));
    }
    await simulator.setStatus(uuid, 'FAILED');
    assert.equal((await listed())?.status, 'FAILED');
    await simulator.setStatus(uuid, 'ONLINE');
  });

  it('are accepted and rejected by their status alone', async () => {
    const device = (await list()).find(({ status }) => status === 'REGISTERED');
    for (const status of ['ACCEPTED', 'REJECTED']) {
      await call('/devices/', 'PUT', { device_id: device?.uuid, status });
      assert.equal((await deviceNamed(simulator, device?.name ?? '')).status, status);
    }
  });

  it('cannot be deleted or upgraded while deployments run: the error is their ids', async () => {
    const device = (await list()).find(({ deployments }) =>
      deployments.some(({ phase }) => phase === 'succeeded'),
    );
    const running = device?.deployments
      .filter(({ phase }) => phase === 'succeeded')
      .map(({ io_deployment_id }) => io_deployment_id);
    assert.deepEqual(await refused(`/devices/${device?.uuid}`, 'DELETE'), [400, running]);
    assert.deepEqual(await refused(`/devices/${device?.uuid}/upgrade`, 'PUT'), [400, running]);

    const query = new URLSearchParams({
      continue: '0',
      limit: '50',
      deviceName: device?.name ?? '',
    });
    query.append('phases', 'InProgress');
    query.append('phases', 'Succeeded');
    const page = (await (
      await simulator.request(`/v2/deployments/?${query.toString()}`)
    ).json()) as {
      items: { metadata: { guid: string } }[];
    };
    assert.deepEqual(
      page.items.map(({ metadata }) => metadata.guid),
      running,
    );
    const [first] = running ?? [];
    const one = await simulator.request(`/v2/deployments/?name=&guids=${first}`);
    const { items } = (await one.json()) as typeof page;
    assert.deepEqual(
      items.map(({ metadata }) => metadata.guid),
      [first],
    );
  });

  it('are created, onboarded by their script, and deleted', async () => {
    const answer = await simulator.request(
      `${manager}/auth-keys/?download_type=script`,
      sending('POST', {
        name: 'amr-77',
        description: 'new',
        python_version: '3',
        config_variables: {
          runtime_docker: true,
          runtime_preinstalled: true,
          ros_workspace: '/root/ws',
          rosbag_mount_path: '/bags',
          rosmaster_log_retention_size_mb: 128,
        },
        labels: { site: 'tokyo' },
      }),
    );
    const { response } = (await answer.json()) as {
      response: { data: string; device_id: string; script_command: string };
    };
    assert.equal(
      response.script_command,
      'sudo bash start -r preinstalled -w /root/ws -r dockercompose -b /bags',
    );
    const path = `/devices/${response.device_id}`;
    const created = await call<WireDevice>(path);
    assert.equal(created.status, 'REGISTERED');
    assert.deepEqual(
      created.config_variables.map(({ key, value }) => [key, value]),
      [
        ['runtime_docker', 'True'],
        ['runtime_preinstalled', 'True'],
        ['ros_workspace', '/root/ws'],
        ['rosbag_mount_path', '/bags'],
        ['rosmaster_log_retention_size_mb', '128'],
      ],
    );
    const again = await simulator.request(`${manager}/auth-keys/${response.device_id}/token`);
    assert.equal(again.status, 200);

    const headers = { authorization: `Bearer ${response.data}` };
    const script = await fetch(`${simulator.url}/start`, { headers });
    assert.match(await script.text(), /^#!\/bin\/sh/);
    assert.equal((await fetch(`${simulator.url}/start`)).status, 401);
    await fetch(`${simulator.url}/start`, { method: 'POST', headers });
    assert.equal((await call<WireDevice>(path)).status, 'INITIALIZING');
    await eventually(async () =>
      (await call<WireDevice>(path)).status === 'ONLINE' ? true : undefined,
    );
    assert.equal(await outputOf(simulator, response.device_id, 'hostname'), 'amr-77');

    assert.deepEqual(await call(path, 'DELETE'), {});
    assert.deepEqual(await refused(path), [404, 'device not found']);
  });

  it('cannot be created twice, or without a name', async () => {
    const path = '/auth-keys/?download_type=script';
    assert.equal((await refused(path, 'POST', { name: 'amr-01' }))[0], 409);
    assert.deepEqual(await refused(path, 'POST', {}), [400, 'name parameter missing']);
  });

  it('get Python 3 by an upgrade', async () => {
    const device = await deviceNamed(simulator, 'agv-04');
    assert.equal(device['device_version'], '2');
    const upgrade = await call<Record<string, string>>(`/devices/${device.uuid}/upgrade`, 'PUT');
    assert.deepEqual(Object.keys(upgrade), ['token', 'script_url', 'script_command']);
    assert.equal((await deviceNamed(simulator, 'agv-04'))['device_version'], '3');
  });

  it('migrate to another project of yours', async () => {
    const me = (await (await simulator.request('/v2/users/me/')).json()) as {
      spec: { projects: { guid: string }[] };
    };
    const project = me.spec.projects[1]?.guid ?? '';
    const device = (await list()).findLast(
      ({ status, name, deployments }) =>
        status === 'ONLINE' && name !== 'this-machine' && deployments.length === 0,
    );
    const path = `/devices/${device?.uuid}`;
    assert.deepEqual(await refused(`${path}/migrate`, 'PUT', {}), [
      400,
      'project parameter missing',
    ]);
    assert.deepEqual(await call(`${path}/migrate`, 'PUT', { project }), {});
    assert.equal((await refused(path))[0], 404);
    const moved = await simulator.request(manager + path, { headers: { project } });
    assert.equal(moved.status, 200);
  });

  it('switch services on and off, which the v2 host then tells', async () => {
    const { uuid } = await deviceNamed(simulator, 'amr-01');
    const daemons = async () =>
      (await (await simulator.request(`/v2/devices/daemons/${uuid}/`)).json()) as {
        kind: string;
        status: { vpn: { status: string } | null };
      };
    assert.equal((await daemons()).status.vpn, null);
    const answer = await simulator.request(
      `${manager}/devices/${uuid}/daemons`,
      sending('PATCH', { vpn: true, config: { vpn: { advertise_routes: false } } }),
    );
    assert.equal(((await answer.json()) as { success: boolean }).success, true);
    assert.equal((await daemons()).status.vpn?.status, 'running');
  });

  it('apply parameters when they are online', async () => {
    const online = await deviceNamed(simulator, 'amr-01');
    const offline = await deviceNamed(simulator, 'amr-02');
    const body = { device_list: [online.uuid, offline.uuid], tree_names: ['params'] };
    const results = await call<{ success: boolean }[]>('/parameters/', 'POST', body);
    assert.deepEqual(
      results.map(({ success }) => success),
      [true, false],
    );
    assert.deepEqual(await refused('/parameters/', 'POST', { device_list: [7] }), [
      400,
      'device_id should be a string',
    ]);
  });

  it('change their time of last connection when they come and go', async () => {
    const { uuid, last_online } = await deviceNamed(simulator, 'amr-01');
    await simulator.setStatus(uuid, 'OFFLINE');
    const away = await deviceNamed(simulator, 'amr-01');
    assert.equal(away.status, 'OFFLINE');
    assert.ok(String(away.last_online) > String(last_online));
    await simulator.setStatus(uuid, 'ONLINE');
    assert.equal((await deviceNamed(simulator, 'amr-01')).status, 'ONLINE');
  });
});

describe('a simulated fleet of another size', () => {
  it('has as many devices as asked for, and this computer', async () => {
    const simulator = await startSimulator({ devices: 10_000 });
    try {
      const answer = await simulator.request(`${manager}/devices/`);
      assert.equal(answer.headers.get('content-length'), null, 'it is sent in pieces');
      const devices = await dataOf<WireDevice[]>(Promise.resolve(answer));
      assert.equal(devices.length, 10_001);
      assert.equal(new Set(devices.map(({ name }) => name)).size, 10_001);
    } finally {
      await simulator.stop();
    }
  });

  it('has devices that go offline and come back by themselves, but this computer', async () => {
    const simulator = await startSimulator({ devices: 2, churnSeconds: 1 });
    const list = (): Promise<WireDevice[]> => dataOf(simulator.request(`${manager}/devices/`));
    try {
      const gone = await eventually(
        async () => (await list()).find(({ status }) => status === 'OFFLINE'),
        60_000,
      );
      assert.notEqual(gone.name, 'this-machine');
      await eventually(
        async () =>
          (await list()).find(({ uuid, status }) => uuid === gone.uuid && status === 'ONLINE'),
        60_000,
      );
    } finally {
      await simulator.stop();
    }
  });
});
