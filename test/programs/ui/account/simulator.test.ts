import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { User } from '../../../../src/domain/project';
import type { AccountState } from '../../../../src/model/account/account';
import { Simulator } from '../../../../src/ui/account/simulator';
import { useFakeEditor } from '../../../support/fakeVscode/editor';
import { settled } from '../../../support/gate';
import { FakeProjects, warehouse } from '../../../support/openProject';
import { RecordingLog } from '../../../support/recordingLog';

const announcement = JSON.stringify({
  url: 'http://127.0.0.1:4711',
  token: 'sim',
  organization: 'org-a',
  project: warehouse.id,
});
/** Announces itself and runs until it is told to end. */
const running = `console.log(${JSON.stringify(announcement)}); setInterval(() => {}, 1000);
  process.on('message', () => process.exit(3));`;

describe('A simulated fleet', () => {
  const editor = useFakeEditor();
  let folder: string;
  let projects: FakeProjects;
  let log: RecordingLog;
  let simulator: Simulator;

  /** Uses a program of one line in place of the simulator. */
  const useProgram = async (text: string): Promise<void> => {
    const program = path.join(folder, 'program.js');
    await writeFile(program, text);
    simulator = new Simulator(program, projects.account, log);
  };
  const explore = async (): Promise<unknown> => {
    const done = simulator.explore().catch((error: unknown) => error);
    (await editor().messages.next()).press('Start');
    return done;
  };
  const nextState = (kind: AccountState['kind']): Promise<void> =>
    new Promise((resolve) => {
      const subscription = projects.account.onDidChange((state) => {
        if (state.kind !== kind) return;
        subscription.dispose();
        resolve();
      });
    });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'simulator-'));
    projects = new FakeProjects();
    log = new RecordingLog();
  });
  afterEach(async () => {
    simulator.dispose();
    projects.dispose();
    await rm(folder, { recursive: true });
  });

  it('is shown when it has started', async () => {
    await useProgram(running);
    assert.equal(await explore(), undefined);
    assert.ok(projects.account.isSimulated);
    assert.equal(projects.project.require().project.id, warehouse.id);
  });

  it('says that it has ended when it ends by itself', async () => {
    await useProgram(`${running} setTimeout(() => process.exit(1), 300);`);
    const ended = nextState('simulatorEnded');
    await explore();
    await ended;
  });

  it('says that it has ended when it ends while the user is signed in to it', async () => {
    await useProgram(`${running} setTimeout(() => process.exit(1), 10);`);
    const { user } = projects;
    projects.user = async () => {
      while (!log.lines.includes('warn The simulated fleet has ended.')) await settled();
      return user();
    };
    await explore();
    assert.equal(projects.account.state.kind, 'simulatorEnded');
  });

  it('passes on why it did not start', async () => {
    await useProgram(`console.error('no port is free'); process.exit(1);`);
    assert.match(String(await explore()), /did not start: no port is free/);
    assert.ok(!projects.account.isSimulated);
  });

  it('ends, and signs nobody in, when the user cancels while it starts', async () => {
    await useProgram('setInterval(() => {}, 1000);');
    const done = simulator.explore().catch((error: unknown) => error);
    (await editor().messages.next()).press('Start');
    (await editor().progress.next()).cancel();
    assert.equal(((await done) as Error).name, 'Cancelled');
    assert.equal(projects.account.state.kind, 'starting');
  });

  it('ends, and shows no error, when the user cancels while it signs in', async () => {
    await useProgram(running);
    let isSigningIn = (): void => undefined;
    const signingIn = new Promise<void>((resolve) => (isSigningIn = resolve));
    projects.user = (signal) => {
      isSigningIn();
      return new Promise<User>((_, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    };
    const done = simulator.explore().catch((error: unknown) => error);
    (await editor().messages.next()).press('Start');
    await signingIn;
    editor().progress.last.cancel();
    assert.equal(((await done) as Error).name, 'Cancelled');
    assert.deepEqual(log.lines, []);
  });

  it('is not ended by what another window does while it starts', async () => {
    await useProgram(`setTimeout(() => { ${running} }, 200);`);
    const done = explore();
    await editor().progress.next();
    await projects.account.restore();
    assert.equal(projects.account.state.kind, 'signedOut');
    assert.equal(await done, undefined);
    assert.ok(projects.account.isSimulated);
  });

  it('has ended when one that was announced does not answer', async () => {
    await useProgram(running);
    projects.user = () => Promise.reject(new Error('refused'));
    await simulator.attach(JSON.parse(announcement) as never);
    assert.equal(projects.account.state.kind, 'simulatorEnded');
  });
});
