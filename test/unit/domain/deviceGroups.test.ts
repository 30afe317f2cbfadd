import assert from 'node:assert/strict';
import {
  type DeviceGroup,
  type DeviceRow,
  groupDevices,
  isRow,
} from '../../../src/domain/deviceGroups';
import { makeDevice, makeFleet } from '../../support/devices';

/** The tree as a person would type it. */
function asText(nodes: readonly (DeviceGroup | DeviceRow)[], indent = ''): string {
  return nodes
    .map((node) =>
      isRow(node)
        ? `${indent}${node.device.name}\n`
        : `${indent}${node.label}  ${node.count}\n${asText(node.children, `${indent}  `)}`,
    )
    .join('');
}

describe('groupDevices', () => {
  it('groups by status, then by architecture, and leaves empty groups out', () => {
    const tree = groupDevices([
      makeDevice({ id: 'amr-10', architecture: 'amd64' }),
      makeDevice({ id: 'gone', status: 'DELETED' }),
      makeDevice({ id: 'off', status: 'OFFLINE', architecture: 'arm64v8' }),
      makeDevice({ id: 'amr-2', architecture: 'amd64' }),
      makeDevice({ id: 'odd', status: 'unknown', rawStatus: 'ASLEEP' }),
      makeDevice({ id: 'broken', status: 'FAILED', architecture: 'arm32v7' }),
      makeDevice({ id: 'pi', architecture: 'arm64v8' }),
    ]);
    const expected = [
      'Online  3 of 7',
      '  amd64  2',
      '    amr-2',
      '    amr-10',
      '  arm64v8  1',
      '    pi',
      'Failed  1 of 7',
      '  arm32v7  1',
      '    broken',
      'Offline  1 of 7',
      '  arm64v8  1',
      '    off',
      'Deleted  1 of 7',
      '  Unknown architecture  1',
      '    gone',
      'Other  1 of 7',
      '  Unknown architecture  1',
      '    odd',
      '',
    ];
    assert.equal(asText(tree), expected.join('\n'));
  });

  it('gives every node an id of its own, the same in every tree', () => {
    const fleet = [...makeFleet(5), makeDevice({ id: 'x', status: 'OFFLINE' })];
    const ids = (nodes: readonly (DeviceGroup | DeviceRow)[]): string[] =>
      nodes.flatMap((node) => (isRow(node) ? [node.id] : [node.id, ...ids(node.children)]));
    const first = ids(groupDevices(fleet));
    assert.equal(new Set(first).size, first.length);
    assert.deepEqual(ids(groupDevices([...fleet].reverse())), first);
  });
});
