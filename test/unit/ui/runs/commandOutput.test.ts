import assert from 'node:assert/strict';
import { CommandOutput } from '../../../../src/ui/runs/commandOutput';
import { useFakeEditor } from '../../../support/fakeVscode/editor';

describe('The channel of all commands', () => {
  const editor = useFakeEditor();

  it('is replaced, with a line that says so, before VS Code begins a new file for it', () => {
    const output = new CommandOutput();
    const megabyte = `${'é'.repeat(499_999)}x\n`;
    for (let written = 0; written < 50; written += 1) {
      if (written % 2 === 0) output.beginRun();
      output.append(megabyte);
      const { last } = editor().channels;
      assert.ok(Buffer.byteLength(last.text) <= 20_000_000);
      assert.ok(last.isShown && !last.isDisposed);
    }
    const channels = editor().channels.all;
    assert.ok(channels.length > 2);
    assert.ok(channels.slice(0, -1).every(({ isDisposed }) => isDisposed));
    assert.match(channels[1]?.lines[0] ?? '', /^Earlier output was cleared/);
    output.dispose();
  });
});
