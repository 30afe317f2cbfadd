import assert from 'node:assert/strict';
import { statusLabel } from '../../../src/domain/deviceStatus';

describe('statusLabel', () => {
  const label = (rawStatus: string): string => statusLabel({ status: 'unknown', rawStatus });

  it('cleans and cuts a status that the service invents', () => {
    assert.equal(label('PAUSED'), 'PAUSED');
    assert.equal(label('A\nB\u202e'), 'A B');
    assert.equal(Array.from(label('x'.repeat(100_000))).length, 40);
    assert.equal(label('\u200b'), 'Other');
  });
});
