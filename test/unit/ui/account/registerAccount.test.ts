import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/core/errors';
import type { Disposable } from '../../../../src/base/disposable';
import type { User } from '../../../../src/domain/project';
import { registerAccount } from '../../../../src/ui/account/registerAccount';
import { commands } from '../../../../src/ui/shared/commands';
import { makeGuard } from '../../../../src/ui/shared/guard';
import { commandRegistrar } from '../../../../src/ui/shared/registerCommands';
import { useFakeEditor } from '../../../support/fakeVscode/editor';
import { EventEmitter } from '../../../support/fakeVscode/values';
import { settled } from '../../../support/gate';
import { FakeProjects } from '../../../support/openProject';
import { RecordingLog } from '../../../support/recordingLog';

describe('Signing in', () => {
  const editor = useFakeEditor();
  const didChangeSecrets = new EventEmitter<{ key: string }>();
  let projects: FakeProjects;
  let log: RecordingLog;
  let registration: Disposable;

  beforeEach(async () => {
    projects = new FakeProjects();
    log = new RecordingLog();
    const guard = makeGuard(log);
    registration = registerAccount({
      account: projects.account,
      simulatorProgram: 'dist/simulator.js',
      secrets: { onDidChange: didChangeSecrets.event },
      registerCommands: commandRegistrar(guard),
      guard,
      log,
    });
    await settled();
  });
  afterEach(() => {
    registration.dispose();
    projects.dispose();
  });

  const run = (id: string): unknown => editor().commands.get(id)?.();
  const box = () => editor().inputBoxes.last;

  it('says in the open box that a token was not accepted, and takes the next one', async () => {
    const { user } = projects;
    projects.user = () =>
      Promise.reject(new ApiError('auth', 'no', { method: 'GET', path: '/' }, { status: 401 }));
    const done = run(commands.pasteToken.id);
    box().type('wrong');
    box().pressEnter();
    await settled();
    assert.match(box().validationMessage as string, /^The service did not accept this token\./);
    assert.ok(box().isOpen && !box().busy);
    assert.deepEqual(editor().messages.all, []);
    projects.user = user;
    box().type('right');
    assert.equal(box().validationMessage, undefined);
    box().pressEnter();
    await settled();
    editor().quickPicks.last.pick('warehouse');
    await done;
    assert.equal(projects.project.require().project.name, 'warehouse');
    assert.equal(
      log.lines.at(-1),
      'info Signed in at gaapiserver.apps.okd4v2.prod.rapyuta.io, project warehouse.',
    );
    assert.ok(!log.lines.join().includes('right'));
  });

  it('checks nothing that cannot be a token', async () => {
    let checks = 0;
    projects.user = () => Promise.reject(new Error(String((checks += 1))));
    const done = run(commands.pasteToken.id);
    box().type('two words');
    box().pressEnter();
    await settled();
    assert.match(box().validationMessage as string, /one word/);
    assert.equal(checks, 0);
    box().escape();
    await done;
  });

  it('aborts the check, in silence, when the box is closed', async () => {
    let signal: AbortSignal | undefined;
    projects.user = (given) => {
      signal = given;
      return new Promise<User>((_, reject) =>
        given?.addEventListener('abort', () => reject(given.reason as Error)),
      );
    };
    const done = run(commands.pasteToken.id);
    box().type('token');
    box().pressEnter();
    assert.ok(box().busy);
    box().escape();
    await done;
    await settled();
    assert.ok(signal?.aborted);
    assert.equal(projects.account.state.kind, 'signedOut');
    assert.deepEqual(editor().messages.all, []);
  });

  it('follows the secret that another window has stored', async () => {
    const other = new FakeProjects();
    await other.signIn();
    for (const [key, text] of other.secrets.values) projects.secrets.values.set(key, text);
    didChangeSecrets.fire({ key: 'rapyuta.session' });
    await settled();
    assert.equal(projects.account.state.kind, 'signedIn');
    other.dispose();
  });

  it('is asked for by commands that need it', async () => {
    await run(commands.chooseProject.id);
    assert.equal(editor().messages.last.text, 'You are signed out. Sign in first.');
  });
});
