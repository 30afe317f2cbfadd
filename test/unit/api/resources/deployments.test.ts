import assert from 'node:assert/strict';
import { collect } from '../../../../src/api/core/pages';
import { connect, failureOf } from '../../../support/apiClient';
import { ApiServer } from '../../../support/apiServer';

describe('DeploymentsApi', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());
  const deployments = () => connect(server.url).client.deployments;

  it('lists what the device itself reports', async () => {
    const wire = { deployment_id: 'inst-a', io_deployment_id: 'dep-b', phase: 'stopped' };
    const device = { uuid: 'd1', name: 'a', status: 'ONLINE', deployments: [wire] };
    server.reply({ body: { response: { data: device } } });
    assert.deepEqual(await deployments().listOfDevice('d1'), [
      { id: 'dep-b', instanceId: 'inst-a', phase: 'stopped' },
    ]);
    server.reply({ status: 404 });
    assert.equal((await failureOf(deployments().listOfDevice('d1'))).reason, 'deviceNotFound');
  });

  it('lists what the platform has put there, by the name of the device', async () => {
    server.reply({
      body: {
        items: [
          {
            metadata: {
              name: 'navigation',
              guid: 'dep-b',
              createdAt: '2024-03-02T10:00:00Z',
              depends: { nameOrGUID: 'nav', version: 'v1.2' },
            },
            spec: { runtime: 'device' },
            status: {
              phase: 'Succeeded',
              status: 'Running',
              error_codes: ['DEP_E201'],
              executables_status: {
                planner: { status: 'running', reason: '', exit_code: 0, restart_count: 3 },
                bare: {},
                odd: { exit_code: 'x' },
              },
            },
          },
          { metadata: { name: 'new', guid: 'dep-c' }, status: null },
        ],
      },
    });
    assert.deepEqual(await collect(deployments().list('amr 01'), 10), [
      {
        id: 'dep-b',
        name: 'navigation',
        phase: 'Succeeded',
        status: 'Running',
        errorCodes: ['DEP_E201'],
        packageName: 'nav',
        packageVersion: 'v1.2',
        executables: [
          { name: 'planner', status: 'running', exitCode: 0, restartCount: 3 },
          { name: 'bare', status: '' },
          { name: 'odd', status: '' },
        ],
        createdAt: new Date('2024-03-02T10:00:00Z'),
      },
      { id: 'dep-c', name: 'new', phase: '', status: '', errorCodes: [], executables: [] },
    ]);
    const { target, headers } = await server.arrived(1);
    assert.equal(
      target,
      '/v2/deployments/?continue=0&limit=100&deviceName=amr+01' +
        '&phases=InProgress&phases=Provisioning&phases=Succeeded&phases=FailedToStart',
    );
    assert.deepEqual([headers['project'], headers['organizationguid']], ['project-b', 'org-a']);
  });
});
