import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fetch from 'node-fetch';
import type { ApiClient } from '../../../src/api/client';
import type { Device } from '../../../src/domain/device';
import { ApiError } from '../../../src/api/core/errors';
import { collect } from '../../../src/api/core/pages';
import type { Upload } from '../../../src/domain/upload';
import { systemClock } from '../../../src/base/clock';
import { connect, failureOf } from '../../support/apiClient';
import { type Simulator, startSimulator } from '../../support/simulator';

/** Asks until the answer is what is waited for; the time limit is the test's. */
async function until<T>(ask: () => Promise<T>, isIt: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
  }
}

describe('the client and the simulator understand each other', function () {
  this.timeout(30_000);
  let simulator: Simulator;
  let client: ApiClient;
  let fleet: readonly Device[];

  const clientOf = (options: Parameters<typeof connect>[1] = {}): ApiClient =>
    connect(simulator.url, {
      token: () => Promise.resolve(simulator.token),
      project: simulator.project,
      organization: simulator.organization,
      clock: systemClock,
      ...options,
    }).client;
  const named = (name: string): Device => {
    const device = fleet.find((one) => one.name === name);
    assert.ok(device, name);
    return device;
  };
  /** An online device whose ROS master runs. */
  const withRosMaster = async (): Promise<string> => {
    for (const { id } of fleet.filter(({ status }) => status === 'ONLINE')) {
      if ((await client.topics.list(id)).includes('/rosout')) return id;
    }
    throw new Error('no device has a ROS master');
  };

  before(async () => {
    simulator = await startSimulator();
    client = clientOf();
    fleet = await client.devices.list();
  });
  after(() => simulator.stop());

  describe('about the account', () => {
    it('whose it is, with organizations and projects', async () => {
      const user = await client.account.user();
      assert.ok(user.email);
      assert.equal(user.projects.length, 2);
      assert.equal(new Set(user.projects.map((project) => project.organizationId)).size, 2);
      const projects = await collect(client.account.projects(simulator.organization), 10);
      assert.deepEqual(projects.map(({ id }) => id), [simulator.project]); // prettier-ignore
    });

    it('signing in by password, and what a token is good for', async () => {
      const answer = await simulator.request('/__simulator/users');
      const [user] = (await answer.json()) as { email: string; password: string }[];
      assert.ok(user);
      await failureOf(client.tokens.signIn(user.email, 'wrong'), 'auth');
      const first = await client.tokens.signIn(user.email, user.password, 'high');
      const second = await client.tokens.refresh(first);
      const signedIn = clientOf({ token: () => Promise.resolve(second) });
      assert.equal(await signedIn.tokens.subject(), user.email);
      await signedIn.tokens.revoke();
      await failureOf(signedIn.account.user(), 'auth');
    });

    it('signing in with a browser', async () => {
      const flow = await client.deviceFlow.start();
      const waiting = client.deviceFlow.wait(flow);
      const body = JSON.stringify({ userCode: flow.userCode, answer: 'approve' });
      await simulator.request('/__simulator/device-codes', { method: 'POST', body });
      const { token, email } = await waiting;
      const signedIn = clientOf({ token: () => Promise.resolve(token) });
      assert.equal((await signedIn.account.user()).email, email);
    });

    it('refusing the browser', async () => {
      const flow = await client.deviceFlow.start();
      const waiting = failureOf(client.deviceFlow.wait(flow), 'auth');
      const body = JSON.stringify({ userCode: flow.userCode, answer: 'deny' });
      await simulator.request('/__simulator/device-codes', { method: 'POST', body });
      await waiting;
    });
  });

  describe('about devices', () => {
    it('all of them, one by name, the online ones, and those of an architecture', async () => {
      assert.equal(fleet.length, 25);
      assert.equal(new Set(fleet.map(({ status }) => status)).size, 9);
      const [one, ...others] = await client.devices.list({ name: 'this-machine' });
      assert.deepEqual([one?.name, others.length], ['this-machine', 0]);
      const online = await client.devices.list({ isOnline: true });
      assert.ok(online.length > 0 && online.every(({ status }) => status === 'ONLINE'));
      const both = await client.devices.list({ architectures: ['amd64', 'arm64v8'] });
      const ids = await Promise.all(
        (['amd64', 'arm64v8', 'arm32v7'] as const).map((architecture) =>
          client.devices.listIdsByArchitecture(architecture),
        ),
      );
      assert.deepEqual(ids.flat().sort(), online.map(({ id }) => id).sort());
      assert.equal(both.length, (ids[0]?.length ?? 0) + (ids[1]?.length ?? 0));
    });

    it('one with all its details, and none that is not there', async () => {
      const device = await client.devices.get(named('amr-01').id);
      assert.ok(device.hostname && device.username && device.ipInterfaces && device.lastOnlineAt);
      const error = await failureOf(client.devices.get('nobody'), 'notFound');
      assert.equal(error.reason, 'deviceNotFound');
    });

    it('a device from its creation to its end', async () => {
      const { deviceId, command } = await client.onboarding.create({
        name: 'amr-99',
        runtimes: ['docker', 'preinstalled'],
        rosDistro: 'melodic',
        labels: { site: 'osaka' },
      });
      assert.match(command, /^curl -O -H 'Authorization: Bearer \S+' http:\S+\/start && sudo bash/);
      const again = await client.onboarding.get(deviceId);
      assert.equal(again.deviceId, deviceId);
      const created = await client.devices.get(deviceId);
      assert.deepEqual(created.labels.map(({ key, value }) => [key, value]), [['site', 'osaka']]); // prettier-ignore
      const changes = { name: 'amr-98', description: 'dock 3' };
      const renamed = await client.devices.update(created, changes);
      assert.deepEqual([renamed.name, renamed.description], ['amr-98', 'dock 3']);
      assert.equal((await client.devices.reject(renamed)).status, 'REJECTED');
      assert.equal((await client.devices.accept(renamed)).status, 'ACCEPTED');
      await client.devices.delete(deviceId);
      await failureOf(client.devices.get(deviceId), 'notFound');
    });

    it('deployments, and that they are in the way of a deletion', async () => {
      const device = fleet.find(({ deployments }) => deployments.some(({ phase }) => phase === 'succeeded')); // prettier-ignore
      assert.ok(device);
      const own = await client.deployments.listOfDevice(device.id);
      assert.deepEqual(own, device.deployments);
      const running = own.filter(({ phase }) => phase === 'succeeded').map(({ id }) => id);
      const live = await collect(client.deployments.list(device.name), 10);
      assert.deepEqual(live.map(({ id }) => id).sort(), [...running].sort());
      for (const call of [client.devices.delete(device.id), client.onboarding.upgrade(device.id)]) {
        const error = await failureOf(call, 'invalid');
        assert.equal(error.reason, 'deploymentRunning');
        assert.deepEqual([...error.ids].sort(), [...running].sort());
      }
    });

    it('daemons, a report, an upgrade and a move to another project', async () => {
      const { id } = await client.devices.update(named('gateway-02'), { name: 'gateway-moving' });
      assert.ok((await client.daemons.list(id)).some(({ state }) => state === 'running'));
      const report = await client.devices.requestReport(id);
      assert.equal((await client.uploads.get(id, report)).id, report);
      assert.match((await client.onboarding.upgrade(id)).command, /^curl -O/);
      const { projects } = await client.account.user();
      const other = projects.find((project) => project.id !== simulator.project);
      assert.ok(other);
      await client.devices.migrate(id, other.id);
      await failureOf(client.devices.get(id), 'notFound');
      const there = clientOf({ project: other.id, organization: other.organizationId });
      assert.equal((await there.devices.get(id)).name, 'gateway-moving');
    });
  });

  it('about labels', async () => {
    const { id } = named('amr-02');
    const added = await client.labels.add(id, 'dock', '3');
    await failureOf(client.labels.add(id, 'dock', '4'), 'conflict');
    await client.labels.update({ ...added, value: '5' });
    const found = (await client.labels.list(id)).find(({ key }) => key === 'dock');
    assert.deepEqual(found, { ...added, value: '5' });
    await client.labels.delete(added.id);
    assert.equal((await failureOf(client.labels.delete(added.id))).reason, 'labelNotFound');
  });

  it('about config variables', async () => {
    const { id } = named('amr-02');
    const added = await client.configVariables.add(id, 'speed', '1.5');
    await failureOf(client.configVariables.add(id, 'speed', '2'), 'conflict');
    const updated = await client.configVariables.update({ ...added, value: '2' });
    assert.equal(updated.value, '2');
    const found = (await client.configVariables.list(id)).find(({ key }) => key === 'speed');
    assert.equal(found?.value, '2');
    await client.configVariables.delete(added);
    const error = await failureOf(client.configVariables.delete(added));
    assert.equal(error.reason, 'configVariableNotFound');
  });

  describe('about commands', () => {
    it('waiting for them, on several devices', async () => {
      const deviceIds = [named('amr-01').id, named('agv-01').id, named('amr-10').id];
      const outputs = await client.commands.execute({
        deviceIds,
        command: 'printf "%s" "$A"; echo ü >&2',
        shell: '/bin/sh',
        environment: { A: "it's " },
      });
      assert.deepEqual([...outputs.keys()], deviceIds.slice(0, 2));
      assert.deepEqual([...outputs.values()], ["it's ü", "it's ü"]);
    });

    it('starting them in the background', async () => {
      const { id } = named('amr-01');
      const started = await client.commands.startInBackground({ deviceIds: [id], command: 'true' });
      assert.deepEqual([...started], [id]);
    });

    it('starting a job, whose answers come as they are there', async () => {
      const deviceIds = [named('amr-01').id, named('agv-01').id];
      const jobId = await client.commands.start({ deviceIds, command: 'sleep 0.5; echo done' });
      assert.deepEqual(await client.commands.poll(jobId, deviceIds), { state: 'pending' });
      const answers = await collect(
        client.commands.wait(jobId, deviceIds, { timeoutMs: 20_000 }),
        9,
      );
      assert.deepEqual(answers.map(({ deviceId }) => deviceId).sort(), [...deviceIds].sort());
      assert.ok(answers.every(({ output }) => output === 'done'));
    });
  });

  it('about topics', async () => {
    const id = await withRosMaster();
    const wanted = [{ name: '/rosout', qos: 'medium', whitelistTags: ['level'] }] as const;
    assert.deepEqual((await client.topics.subscribe(id, wanted, 'log')).done, ['/rosout']);
    const status = await client.topics.status(id);
    assert.ok(status.subscribed.some(({ name, kind }) => name === '/rosout' && kind === 'log'));
    const ended = await client.topics.unsubscribe(id, ['/rosout', '/never'], 'log');
    assert.deepEqual(ended.done, ['/rosout']);
    assert.deepEqual(ended.failed.map(({ name }) => name), ['/never']); // prettier-ignore
    assert.ok((await client.topics.status(id)).unsubscribed.includes('/rosout'));
  });

  describe('about metrics', () => {
    it('which are recorded', async () => {
      const { id } = named('amr-03');
      const isCpu = ({ name }: { name: string }): boolean => name === 'cpu';
      const before = (await client.metricSubscriptions.list(id)).find(isCpu);
      assert.equal(before?.group, 'cpu');
      await client.metricSubscriptions.unsubscribe(id, 'cpu');
      const after = (await client.metricSubscriptions.list(id)).find(isCpu);
      assert.equal(after?.status, 'unsubscribed');
      await client.metricSubscriptions.subscribe(id, 'cpu', 'high');
      await failureOf(client.metricSubscriptions.subscribe(id, 'cpu'), 'conflict');
    });

    it('what was recorded, and what there is to ask for', async () => {
      const { id } = named('amr-03');
      const to = new Date();
      const range = { from: new Date(to.getTime() - 600_000), to };
      const groups = await client.metrics.listMetrics('device', id, range);
      assert.ok(groups.find(({ group }) => group === 'cpu')?.names.includes('usage_idle'));
      const keys = await client.metrics.listTagKeys('device', id, range);
      assert.ok(keys.find(({ group }) => group === 'cpu')?.names.includes('cpu'));
      const cores = await client.metrics.listTagValues('device', id, 'cpu', range);
      assert.ok(cores.includes('cpu-total'));
      const { times, series } = await client.metrics.query({
        ...range,
        step: '1m',
        metrics: [{ function: 'avg', metric: 'cpu.usage_idle' }],
        tags: { device_id: id },
        groupBy: ['cpu'],
      });
      assert.ok(times.length >= 10 && times.length <= 11);
      assert.deepEqual(series.map(({ tags }) => tags['cpu']).sort(), [...cores].sort()); // prettier-ignore
      assert.ok(series.every(({ values }) => values.length === times.length));
    });
  });

  describe('about uploads', () => {
    const isOver = ({ status }: Upload): boolean => !['PENDING', 'IN PROGRESS'].includes(status);

    const kindOf = (error: unknown): string =>
      error instanceof ApiError ? error.kind : 'not a failed call';

    /** Uploads a file, and tells where it ended. */
    async function uploaded(calls: ApiClient, id: string, fileName: string): Promise<Upload> {
      const wanted = { devicePath: '/var/log/syslog', fileName, metadata: { ticket: '42' } };
      const uploadId = await calls.uploads.start(id, wanted);
      return until(() => calls.uploads.get(id, uploadId), isOver);
    }

    /** Uploads, lists, fetches, shares, cancels and deletes, with whichever calls the client uses. */
    async function exercise(calls: ApiClient, prefix: string): Promise<void> {
      const { id } = named('amr-08');
      const file = await uploaded(calls, id, `${prefix}-syslog`);
      assert.equal(file.status, 'COMPLETED', file.errorMessage);
      assert.deepEqual(file.metadata, { ticket: '42' });

      const again = { devicePath: '/var/log/syslog', fileName: file.fileName };
      await failureOf(calls.uploads.start(id, again), 'conflict');
      const replaced = await calls.uploads.start(id, { ...again, isOverride: true });
      const whole = await until(() => calls.uploads.get(id, replaced), isOver);

      const address = await calls.uploads.downloadUrl(id, whole.id);
      const bytes = Buffer.from(await (await fetch(address)).arrayBuffer());
      assert.equal(bytes.length, whole.totalBytes);

      const link = await calls.uploads.share(whole.id, new Date(Date.now() + 60_000));
      assert.deepEqual((await calls.uploads.listShared(id, whole.id)).map(({ url }) => url), [link.url]); // prettier-ignore
      const open = await calls.uploads.openShared(link.url);
      const shared = Buffer.from(await (await fetch(open)).arrayBuffer());
      const digest = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
      assert.equal(digest(shared), digest(bytes));

      const brief = await calls.uploads.share(whole.id, new Date(Date.now() + 1_500));
      const outcome = await until(
        () => calls.uploads.openShared(brief.url).then(() => 'open', kindOf),
        (kind) => kind !== 'open',
      );
      assert.ok(['notFound', 'forbidden'].includes(outcome), outcome);

      const missing = { devicePath: '/no/such/file', fileName: `${prefix}-missing` };
      const failedId = await calls.uploads.start(id, missing);
      const failed = await until(() => calls.uploads.get(id, failedId), isOver);
      assert.equal(failed.status, 'FAILED');
      assert.ok(failed.errorMessage);

      const slow = {
        devicePath: '/var/log/syslog',
        fileName: `${prefix}-slow`,
        maxBytesPerSecond: 1,
      };
      const slowId = await calls.uploads.start(id, slow);
      const running = await calls.uploads.get(id, slowId);
      assert.equal(typeof running.uploadedBytes, prefix === 'two' ? 'number' : 'undefined');
      await failureOf(calls.uploads.delete(id, slowId), 'invalid');
      await failureOf(calls.uploads.downloadUrl(id, slowId), 'invalid');
      await calls.uploads.cancel(id, slowId);
      assert.equal((await calls.uploads.get(id, slowId)).status, 'CANCELLED');
      await failureOf(calls.uploads.cancel(id, whole.id), 'invalid');

      const listed = await calls.uploads.list(id, {
        sort: { by: 'filename', isDescending: true },
        page: { size: 2, number: 1 },
        name: `${prefix}-s`,
        statuses: ['COMPLETED', 'CANCELLED'],
      });
      assert.deepEqual(listed.map(({ fileName }) => fileName), [`${prefix}-syslog`, `${prefix}-slow`]); // prettier-ignore

      await calls.uploads.delete(id, whole.id);
      const error = await failureOf(calls.uploads.get(id, whole.id), 'notFound');
      assert.equal(error.reason, 'uploadNotFound');
    }

    it('in the first generation of calls', () => exercise(client, 'one'));

    it('in the second, when the service refuses the first', async () => {
      await simulator.fault({ pattern: '^/api/device-manager/v0/logs/', status: 410, times: 99 });
      try {
        await exercise(clientOf(), 'two');
        const latest = (await simulator.requests()).at(-1);
        assert.match(latest?.path ?? '', /^\/v2\/devices\//);
      } finally {
        await simulator.clearFaults();
      }
    });
  });

  it('about two projects, which know nothing of each other', async () => {
    const answer = await simulator.request('/__simulator/users');
    const users = (await answer.json()) as { email: string; password: string; organizations: string[] }[]; // prettier-ignore
    const stranger = users.find(({ organizations }) => !organizations.includes(simulator.organization)); // prettier-ignore
    assert.ok(stranger);
    const token = await client.tokens.signIn(stranger.email, stranger.password);
    await failureOf(clientOf({ token: () => Promise.resolve(token) }).devices.list(), 'forbidden');
  });
});
