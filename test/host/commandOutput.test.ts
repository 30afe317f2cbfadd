import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { CommandOutput } from '../../src/ui/runs/commandOutput';

describe('The channel of all commands in VS Code', () => {
  it('still shows what is new after more output than VS Code keeps in one file', async function () {
    this.timeout(60_000);
    const output = new CommandOutput();
    const line = `${'x'.repeat(99)}\n`;
    for (let megabytes = 0; megabytes < 40; megabytes += 2) {
      output.beginRun();
      output.append(line.repeat(20_000));
    }
    output.append('the last line\n');
    const shown = (): string =>
      vscode.workspace.textDocuments
        .filter(({ uri }) => uri.scheme === 'output')
        .map((document) => document.getText())
        .join();
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (!shown().includes('the last line')) return;
        subscription.dispose();
        resolve();
      };
      const subscription = vscode.workspace.onDidChangeTextDocument(check);
      check();
    });
    assert.match(shown(), /Earlier output was cleared/);
    output.dispose();
  });
});
