import assert from 'node:assert/strict';
import { type DeviceRow, groupDevices } from '../../../../src/domain/deviceGroups';
import { treeChanges } from '../../../../src/ui/devices/treeChanges';
import { makeDevice, makeFleet } from '../../../support/devices';

describe('treeChanges', () => {
  const fleet = makeFleet(50);
  const change = (index: number, fields: Partial<ReturnType<typeof makeDevice>>) =>
    fleet.map((device, at) => (at === index ? { ...device, ...fields } : device));
  const changed = (after: typeof fleet, isPainted: (row: DeviceRow) => boolean = () => true) =>
    treeChanges(groupDevices(fleet), groupDevices(after), isPainted);

  it('draws nothing when nothing looks different', () => {
    assert.deepEqual(changed([...fleet]), []);
  });

  it('draws one row when one device looks different', () => {
    assert.deepEqual(
      changed(change(7, { description: 'x' }), ({ device }) => device.id !== 'amr-7'),
      ['ONLINE/unknown/amr-7'],
    );
  });

  it('draws only the group whose devices are others', () => {
    const mixed = change(3, { architecture: 'amd64' }).concat(
      makeDevice({ id: 'new', architecture: 'amd64' }),
    );
    const before = groupDevices(
      change(3, { architecture: 'amd64' }).concat(makeDevice({ id: 'b' })),
    );
    assert.deepEqual(
      treeChanges(before, groupDevices(mixed), () => true),
      ['ONLINE/amd64', 'ONLINE/unknown'],
    );
  });

  it('draws the group in which one device has taken the place of another', () => {
    const replaced = change(7, { id: 'amr-7b', name: 'amr-7' });
    assert.deepEqual(changed(replaced), ['ONLINE/unknown']);
  });

  it('draws the group in which a device has another place by its name', () => {
    assert.deepEqual(changed(change(0, { name: 'zzz' })), ['ONLINE/unknown']);
  });

  it('draws all when a group of the top level comes or goes', () => {
    assert.equal(changed(change(0, { status: 'OFFLINE' })), 'all');
  });

  it('draws the status group when its count is another one', () => {
    const offline = [...fleet, makeDevice({ id: 'off', status: 'OFFLINE' })];
    const moved = offline.map((device) =>
      device.id === 'amr-3' ? { ...device, status: 'OFFLINE' as const } : device,
    );
    assert.deepEqual(
      treeChanges(groupDevices(offline), groupDevices(moved), () => true),
      ['ONLINE', 'OFFLINE'],
    );
  });
});
