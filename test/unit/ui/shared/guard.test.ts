import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ApiError } from '../../../../src/api/core/errors';
import { Cancelled } from '../../../../src/base/cancelled';
import type { Log } from '../../../../src/base/log';
import { UserError } from '../../../../src/base/userError';
import { commands } from '../../../../src/ui/shared/commands';
import { type Guard, makeGuard } from '../../../../src/ui/shared/guard';
import { useFakeEditor } from '../../../support/fakeVscode/editor';
import { silentLog } from '../../../support/silentLog';

describe('The guard', () => {
  const editor = useFakeEditor();
  let logged: string[];
  let guard: Guard;

  beforeEach(() => {
    logged = [];
    const log: Log = { ...silentLog, error: (line) => void logged.push(line) };
    guard = makeGuard(log);
  });

  const fail = (error: Error): Promise<unknown> => guard('test', () => Promise.reject(error));

  it('passes on what the work returns', async () => {
    assert.equal(await guard('test', () => 7), 7);
    assert.equal(await guard('test', () => Promise.resolve(8)), 8);
    assert.deepEqual(editor().messages.all, []);
  });

  it('logs an error once and shows it once, also one that is thrown at once', async () => {
    await fail(new UserError('No device is online.'));
    await guard('other', () => {
      throw new UserError('No project is open.');
    });
    assert.deepEqual(logged, ['test: No device is online.', 'other: No project is open.']);
    assert.deepEqual(
      editor().messages.all.map(({ severity, text, buttons }) => [severity, text, buttons]),
      [
        ['error', 'No device is online.', []],
        ['error', 'No project is open.', []],
      ],
    );
  });

  for (const error of [new Cancelled(), new vscode.CancellationError()]) {
    it(`neither logs nor shows ${error.constructor.name}`, async () => {
      assert.equal(await fail(error), undefined);
      assert.deepEqual(logged, []);
      assert.deepEqual(editor().messages.all, []);
    });
  }

  describe('with an error that has an action', () => {
    let runs = 0;
    const error = new ApiError('server', 'out of order', { method: 'GET', path: '/devices' });

    beforeEach(async () => {
      runs = 0;
      vscode.commands.registerCommand(commands.showLog.id, () => (runs += 1));
      await fail(error);
    });

    it('runs its command when its button is pressed', async () => {
      const message = editor().messages.last;
      assert.deepEqual(message.buttons, ['Show Log']);
      message.press('Show Log');
      await message.answer;
      assert.equal(runs, 1);
    });

    it('runs nothing when the message is closed', async () => {
      const message = editor().messages.last;
      message.close();
      await message.answer;
      assert.equal(runs, 0);
    });
  });
});
