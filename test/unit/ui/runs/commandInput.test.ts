import assert from 'node:assert/strict';
import { redaction } from '../../../../src/domain/redaction/mark';
import { CommandHistory } from '../../../../src/model/runs/commandHistory';
import { askForCommand } from '../../../../src/ui/runs/commandInput';
import { useFakeEditor } from '../../../support/fakeVscode/editor';
import { FakeValues } from '../../../support/storage';

describe('The box that asks for a command', () => {
  const editor = useFakeEditor();
  let history: CommandHistory;
  let answer: Promise<string | undefined>;

  const ask = async (...past: readonly string[]): Promise<void> => {
    history = new CommandHistory(new FakeValues());
    for (const command of past) await history.add(command);
    answer = askForCommand('amr-01', history);
  };
  const box = () => editor().quickPicks.last;

  it('returns what is typed', async () => {
    await ask('uptime');
    box().type('  uname -a ');
    assert.deepEqual(box().lines, ['uname -a']);
    box().pressEnter();
    assert.equal(await answer, 'uname -a');
    assert.ok(box().isDisposed);
  });

  it('offers the past commands that match', async () => {
    await ask('uname -a', 'uptime');
    assert.deepEqual(box().lines, ['uptime', 'uname -a']);
    box().type('una');
    assert.deepEqual(box().lines, ['una', 'uname -a']);
    box().pick('uname -a');
    assert.equal(await answer, 'uname -a');
  });

  it('does not run the last command again at Enter alone', async () => {
    await ask('reboot');
    box().pressEnter();
    assert.ok(box().isOpen);
    box().escape();
    assert.equal(await answer, undefined);
  });

  it('puts a past command whose secret was taken out into the box instead of returning it', async () => {
    await ask('login --password hunter2');
    const [line = ''] = box().lines;
    assert.ok(line.includes(redaction), line);
    box().pick(line);
    assert.equal(box().value, line);
    assert.match(box().lines[0] ?? '', /^Replace ‹redacted› with the secret/);
    box().pressEnter();
    assert.ok(box().isOpen);
    box().escape();
    assert.equal(await answer, undefined);
  });

  it('shows no icon for a command that spells one', async () => {
    await ask('echo $(bug)');
    assert.deepEqual(box().lines, ['echo \\$(bug)']);
    box().escape();
    await answer;
  });
});
