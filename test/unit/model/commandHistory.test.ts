import assert from 'node:assert/strict';
import { CommandHistory, redactSecrets } from '../../../src/model/commandHistory';
import { FakeMemory } from '../../support/memory';

describe('CommandHistory', () => {
  it('lists each command once, the latest first, at most fifty', async () => {
    const history = new CommandHistory(new FakeMemory());
    for (let index = 0; index < 60; index += 1) await history.add(`echo ${index}`);
    await history.add('echo 30');
    assert.deepEqual(history.entries().slice(0, 2), ['echo 30', 'echo 59']);
    assert.equal(history.entries().length, 50);
  });

  it('takes a damaged memory for an empty one', () => {
    const memory = new FakeMemory();
    memory.values.set('rapyuta.commandHistory', { no: 'list' });
    assert.deepEqual(new CommandHistory(memory).entries(), []);
  });
});

describe('redactSecrets', () => {
  const cases: [command: string, kept: string][] = [
    ['export DB_PASSWORD=hunter2; run', 'export DB_PASSWORD=•••; run'],
    [`PASS='x' API_KEY="a b" run`, `PASS='x' API_KEY=••• run`],
    ['curl -H "Authorization: Bearer abc.def"', 'curl -H "Authorization: Bearer •••"'],
    ['tool --token abc --verbose', 'tool --token ••• --verbose'],
    ['git clone https://me:pw@host/x.git', 'git clone https://me:•••@host/x.git'],
    ['ls -l /var/log', 'ls -l /var/log'],
    ['cat token.txt', 'cat token.txt'],
  ];
  for (const [command, kept] of cases) {
    it(`keeps of ${command}: ${kept}`, () => assert.equal(redactSecrets(command), kept));
  }
});
