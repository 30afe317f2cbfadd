import assert from 'node:assert/strict';
import { rowText } from '../../../../src/ui/devices/rowText';
import { makeDevice } from '../../../support/devices';

const now = Date.UTC(2024, 2, 2, 10);
const threeMinutesAgo = new Date(now - 185_000);

describe('rowText', () => {
  const cases: [what: string, device: Parameters<typeof makeDevice>[0], description: string][] = [
    ['nothing of one that is online', { id: 'a', lastOnlineAt: threeMinutesAgo }, ''],
    [
      'since when one is offline',
      { id: 'a', status: 'OFFLINE', lastOnlineAt: threeMinutesAgo },
      'seen 3 min. ago',
    ],
    ['that one never connected', { id: 'a', status: 'OFFLINE' }, 'never connected'],
    ['the code of a failure', { id: 'a', status: 'FAILED', errorCode: 'DEV_E103' }, 'DEV_E103'],
    ['a status it does not know', { id: 'a', status: 'unknown', rawStatus: 'ZZZ' }, 'ZZZ'],
    ['nothing of one that waits', { id: 'a', status: 'REGISTERED' }, ''],
  ];
  for (const [what, device, description] of cases) {
    it(`tells ${what}`, () =>
      assert.equal(rowText(makeDevice(device), now).description, description));
  }

  it('spells out for screen readers how long ago a device was seen', () => {
    const device = makeDevice({ id: 'a', status: 'OFFLINE', lastOnlineAt: threeMinutesAgo });
    assert.equal(rowText(device, now).spoken, 'seen 3 minutes ago');
  });

  it('keeps a hostile name on one line, and says where there is no name', () => {
    assert.equal(rowText(makeDevice({ id: 'a', name: 'x\n\u202Ey' }), now).label, 'x y');
    const unnamed = makeDevice({ id: 'uuid-1', name: '\u200b\n' });
    assert.equal(rowText(unnamed, now).label, '(unnamed, uuid-1)');
  });
});
