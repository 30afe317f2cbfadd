import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import { Cancelled } from '../base/cancelled';
import { type Disposable, DisposableSlot, toDisposable } from '../base/disposable';
import type { Log } from '../base/log';
import {
  parseSimulatorAnnouncement,
  type SimulatorAnnouncement,
} from '../base/simulatorAnnouncement';
import { UserError } from '../base/userError';
import type { Account } from '../model/account';
import { simulatorSession } from '../model/session';

const deviceCount = 24;
/** What a simulator needs of the environment; nothing else of the editor's gets into its shells. */
const passedOn = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'USERPROFILE'];

/** Runs a simulated fleet as a child process for as long as somebody is signed in to it. */
export class Simulator implements vscode.Disposable {
  private readonly child = new DisposableSlot();

  constructor(
    private readonly program: string,
    private readonly account: Account,
    private readonly log: Log,
  ) {}

  /** Asks, starts a simulated fleet and shows its devices. */
  async explore(): Promise<void> {
    const start = 'Start';
    const answer = await vscode.window.showWarningMessage(
      'Start a simulated fleet on this computer?',
      {
        modal: true,
        detail:
          'Commands that you run on a simulated device run on this computer, in a shell with your rights. ' +
          'The fleet can be reached from this computer only, and ends with the editor.',
      },
      start,
    );
    if (answer !== start) return;
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: 'Starting a simulated fleet' },
      async () => this.attach(await this.start()),
    );
  }

  /** Signs in to a simulator that runs already. */
  attach({ url, token, project }: SimulatorAnnouncement): Promise<void> {
    return this.account.signIn(simulatorSession(url, token), project);
  }

  /** Ends the child process, if there is one. */
  stop(): void {
    this.child.set(undefined);
  }

  dispose(): void {
    this.child.dispose();
  }

  private start(): Promise<SimulatorAnnouncement> {
    const environment = Object.fromEntries(passedOn.map((name) => [name, process.env[name]]));
    const child = fork(this.program, ['--port', '0', '--devices', String(deviceCount)], {
      env: { ...environment, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const handle: Disposable = toDisposable(() => void child.kill());
    this.child.set(handle);
    const lastWords = this.followLog(child);
    child.once('exit', () => {
      if (this.child.value !== handle) return; // ended by us
      this.child.set(undefined);
      this.log.warn('The simulated fleet has ended.');
      const { state } = this.account;
      if (state.kind === 'signedIn' && state.session.kind === 'simulator') {
        void this.account.signOut();
      }
    });
    return announcementOf(child, lastWords);
  }

  /** Passes the simulator's log on; the returned function tells its last line. */
  private followLog(child: ChildProcess): () => string {
    let last = '';
    if (child.stderr) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        last = line;
        this.log.debug(`simulator: ${line}`);
      });
    }
    return () => last;
  }
}

function announcementOf(
  child: ChildProcess,
  lastWords: () => string,
): Promise<SimulatorAnnouncement> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (_, signal) => {
      const isStopped = signal === 'SIGTERM';
      reject(
        isStopped
          ? new Cancelled()
          : new UserError(
              `The simulated fleet did not start: ${lastWords() || 'it gave no reason'}`,
            ),
      );
    });
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const announcement = parseSimulatorAnnouncement(line);
      if (announcement) resolve(announcement);
    });
  });
}
