import assert from 'node:assert/strict';
import type { NewDevice } from '../../../../src/domain/onboarding';
import { connect, failureOf } from '../../../support/apiClient';
import { ApiServer, type Reply } from '../../../support/apiServer';

const script = (more: object = {}): Reply => ({
  body: {
    status: 'success',
    response: { data: 'onboard-token', script_command: 'sudo bash start -r docker', ...more },
  },
});

describe('OnboardingApi', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());
  const onboarding = () => connect(server.url).client.onboarding;

  const created: [what: string, device: NewDevice, body: unknown][] = [
    [
      'with the docker runtime',
      { name: 'amr-02', runtimes: ['docker'], rosDistro: 'melodic', rosbagMountPath: '/bags' },
      {
        name: 'amr-02',
        python_version: '3',
        config_variables: {
          runtime_docker: true,
          ros_distro: 'melodic',
          rosbag_mount_path: '/bags',
        },
        labels: {},
      },
    ],
    [
      'with the preinstalled runtime and Python 2',
      { name: 'a', runtimes: ['preinstalled'], pythonVersion: '2', rosWorkspace: '/ws' },
      {
        name: 'a',
        python_version: '2',
        config_variables: { runtime_preinstalled: true, ros_workspace: '/ws' },
        labels: {},
      },
    ],
    [
      'with both, and all else there is',
      {
        name: 'a',
        description: 'dock 3',
        runtimes: ['docker', 'preinstalled'],
        labels: { site: 'tokyo' },
        configVariables: { speed: '2' },
      },
      {
        name: 'a',
        description: 'dock 3',
        python_version: '3',
        config_variables: { runtime_docker: true, runtime_preinstalled: true, speed: '2' },
        labels: { site: 'tokyo' },
      },
    ],
  ];
  for (const [what, device, body] of created) {
    it(`creates a device ${what}`, async () => {
      server.reply(script({ device_id: 'd9' }));
      assert.deepEqual(await onboarding().create(device), {
        deviceId: 'd9',
        command: `curl -O -H 'Authorization: Bearer onboard-token' ${server.url}/start && sudo bash start -r docker`,
      });
      const sent = await server.arrived(1);
      assert.equal(sent.target, '/api/device-manager/v0/auth-keys/?download_type=script');
      assert.deepEqual(JSON.parse(sent.body), body);
    });
  }

  for (const [what, broken] of [
    ['without a name', { name: ' ' }],
    [
      'with noetic on the preinstalled runtime',
      { rosDistro: 'noetic', runtimes: ['preinstalled'] },
    ],
    ['with noetic on Python 2', { rosDistro: 'noetic', pythonVersion: '2' }],
  ] as const) {
    it(`does not even ask for a device ${what}`, async () => {
      server.reply(script({ device_id: 'd9' }));
      const device: NewDevice = { name: 'a', runtimes: ['docker'], ...broken };
      assert.equal((await failureOf(onboarding().create(device))).reason, 'invalidParameter');
      assert.equal(server.seen.length, 0);
    });
  }

  it('gives the command of a device once more, also when the answer lacks the id', async () => {
    server.reply(script());
    assert.equal((await onboarding().get('d1')).deviceId, 'd1');
  });

  const upgraded = (token: string, url: string): Reply => ({
    body: { response: { data: { token, script_url: url, script_command: 'bash start' } } },
  });

  it('gives the command of an upgrade', async () => {
    server.reply(upgraded('t', 'https://example.com/start'));
    const { command } = await onboarding().upgrade('d1');
    assert.equal(
      command,
      "curl -O -H 'Authorization: Bearer t' https://example.com/start && bash start",
    );
  });

  it('tells that deployments are running, and which', async () => {
    server.reply({ status: 400, body: { response: { data: {}, error: ['dep-b', 'dep-c'] } } });
    const error = await failureOf(onboarding().upgrade('d1'), 'invalid');
    assert.deepEqual([error.reason, error.ids], ['deploymentRunning', ['dep-b', 'dep-c']]);
  });
});
