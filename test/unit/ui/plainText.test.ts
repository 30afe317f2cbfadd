import assert from 'node:assert/strict';
import { plainLabel, plainMessage } from '../../../src/ui/plainText';

describe('text from outside', () => {
  it('cannot put a link into a notification', () => {
    assert.ok(!plainMessage('[a](command:x) [b](https://y)').includes(']('));
  });

  it('cannot put an icon into a quick pick', () => {
    assert.equal(plainLabel('echo $(trash) $(date)'), 'echo \\$(trash) \\$(date)');
  });

  it('stays on one line and within bounds', () => {
    assert.equal(plainMessage(`a\nb\u202Ec`), 'a bc');
    assert.equal(Array.from(plainLabel('x'.repeat(500), 20)).length, 20);
  });
});
