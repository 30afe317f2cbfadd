import assert from 'node:assert/strict';
import { redaction } from '../../../../src/domain/redaction/mark';
import { CommandHistory } from '../../../../src/model/runs/commandHistory';
import { FakeValues } from '../../../support/storage';

describe('CommandHistory', () => {
  it('lists each command once, the latest first, at most fifty', async () => {
    const history = new CommandHistory(new FakeValues());
    for (let index = 0; index < 60; index += 1) await history.add(`echo ${index}`);
    await history.add('echo 30');
    assert.deepEqual(history.entries().slice(0, 2), ['echo 30', 'echo 59']);
    assert.equal(history.entries().length, 50);
  });

  it('keeps no secret, nor gives one out that an earlier version kept', async () => {
    const values = new FakeValues();
    values.values.set('rapyuta.commandHistory', ['mysql -pS3CR3T', 'login --token •••']);
    const history = new CommandHistory(values);
    await history.add('curl -u me:S3CR3T https://h');
    assert.doesNotMatch(JSON.stringify([...values.values]), /S3CR3T/);
    assert.deepEqual(history.entries(), [
      `curl -u me:${redaction} https://h`,
      `mysql -p${redaction}`,
      `login --token ${redaction}`,
    ]);
  });

  it('takes a damaged memory for an empty one', () => {
    const memory = new FakeValues();
    memory.values.set('rapyuta.commandHistory', { no: 'list' });
    assert.deepEqual(new CommandHistory(memory).entries(), []);
  });
});
