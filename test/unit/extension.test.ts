import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { activate } from '../../src/extension';
import { useFakeEditor } from '../support/fakeVscode/editor';
import { EventEmitter } from '../support/fakeVscode/values';
import { FakeSecrets, FakeValues } from '../support/storage';

describe('The extension', () => {
  const editor = useFakeEditor();

  it('has a handler for every command of package.json, and releases all when it is deactivated', () => {
    const context = {
      subscriptions: [] as vscode.Disposable[],
      secrets: Object.assign(new FakeSecrets(), { onDidChange: new EventEmitter().event }),
      workspaceState: new FakeValues(),
      globalStorageUri: vscode.Uri.file('/nowhere'),
      extensionUri: vscode.Uri.file('/nowhere'),
      extensionPath: '/nowhere',
    };
    activate(context as unknown as vscode.ExtensionContext);
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: { commands: { command: string }[] };
    };
    const declared = manifest.contributes.commands.map(({ command }) => command);
    assert.deepEqual([...editor().commands.keys()].toSorted(), declared.toSorted());
    for (const item of context.subscriptions.toReversed()) item.dispose();
    assert.equal(editor().commands.size, 0);
  });
});
