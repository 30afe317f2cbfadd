import assert from 'node:assert/strict';
import type { Device } from '../../../../../src/domain/device';
import { configurationTables } from '../../../../../src/ui/pages/configuration/configurationTables';

const device = (fields: Partial<Device>): Device => ({
  id: '0b6c',
  name: 'amr-017',
  status: 'ONLINE',
  rawStatus: 'ONLINE',
  description: '',
  labels: [],
  configVariables: [],
  deployments: [],
  ...fields,
});

describe('tables of the configuration page', () => {
  it('are sorted by key as people sort', () => {
    const labels = ['zone10', 'zone2', 'Area'].map((key, id) => ({ id, key, value: '' }));
    const tables = configurationTables(device({ labels }), 5);
    assert.deepEqual(
      tables.labels.map(({ key }) => key),
      ['Area', 'zone2', 'zone10'],
    );
    assert.equal(tables.readAt, 5);
  });

  it('say which variables the platform protects, and from what', () => {
    const keys = ['runtime', 'ros_distro', 'ros_workspace', 'runtime_docker'];
    const others = ['runtime_preinstalled', 'site', 'constructor'];
    const configVariables = [...keys, ...others].map((key, id) => ({ id, key, value: 'v' }));
    const { variables } = configurationTables(device({ configVariables }), 0);
    const forbidden = Object.fromEntries(
      variables.map(({ key, protection }) => [key, protection?.forbids]),
    );
    assert.deepEqual(forbidden, {
      constructor: undefined,
      ros_distro: 'delete',
      ros_workspace: 'delete',
      runtime: 'change',
      runtime_docker: 'delete',
      runtime_preinstalled: 'delete',
      site: undefined,
    });
    for (const { protection } of variables) assert.match(protection?.reason ?? 'None.', /\.$/);
  });

  it('protect no label', () => {
    const labels = [{ id: 1, key: 'runtime', value: 'v' }];
    assert.deepEqual(configurationTables(device({ labels }), 0).labels, labels);
  });
});
