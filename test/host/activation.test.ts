import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  contributes: { commands?: readonly { command: string; title: string }[] };
}

const extension = vscode.extensions.getExtension<unknown>(
  'device-explorer.rapyuta-device-explorer',
);

describe('The extension in VS Code', () => {
  before(async () => {
    assert.ok(extension, 'VS Code does not know the extension');
    await extension.activate();
  });

  it('activates', () => {
    assert.equal(extension?.isActive, true);
  });

  it('has the command behind every title it shows, and a title for every command', async () => {
    const manifest = extension?.packageJSON as Manifest;
    const titled = (manifest.contributes.commands ?? []).map(({ command }) => command);
    const registered = await vscode.commands.getCommands(true);
    const own = registered.filter((id) => /^rapyuta\.(?!_)/.test(id) && !isMadeByVsCode(id));
    assert.deepEqual(own.sort(), titled.sort());
  });
});

/** VS Code adds commands of its own for each view, such as `rapyuta.devices.focus`. */
function isMadeByVsCode(id: string): boolean {
  return /\.(focus|open|resetViewLocation|toggleVisibility|removeView)$/.test(id);
}
