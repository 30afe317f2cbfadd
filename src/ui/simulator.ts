import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
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
import type { Guard } from './guard';

const deviceCount = 24;
/** What a simulator needs of the environment; nothing else of the editor's gets into its shells. */
const passedOn = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'USERPROFILE'];

/** Runs a simulated fleet as a child process for as long as somebody is signed in to it. */
export class Simulator implements vscode.Disposable {
  private readonly child = new DisposableSlot();

  constructor(
    private readonly program: string,
    private readonly account: Account,
    private readonly guard: Guard,
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
    const progress: vscode.ProgressOptions = {
      location: vscode.ProgressLocation.Notification,
      title: 'Starting a simulated fleet',
      cancellable: true,
    };
    await vscode.window.withProgress(progress, async (_, token) => {
      token.onCancellationRequested(() => this.stop());
      await this.attach(await this.start());
    });
  }

  /** Signs in to a simulator that runs already. */
  async attach({ url, token, project }: SimulatorAnnouncement): Promise<void> {
    await this.account.signIn(simulatorSession(url, token), project);
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
    let lastWords = 'it gave no reason';
    onLine(child.stderr, (line) => (lastWords = line));
    return new Promise((resolve, reject) => {
      onLine(child.stdout, (line) => {
        const announcement = parseSimulatorAnnouncement(line);
        if (announcement) resolve(announcement);
      });
      child.once('error', reject);
      child.once('close', () => {
        if (this.child.value !== handle) {
          reject(new Cancelled()); // ended by us
          return;
        }
        // Without effect once it has announced itself.
        reject(new UserError(`The simulated fleet did not start: ${lastWords}`));
        this.child.set(undefined);
        this.log.warn('The simulated fleet has ended.');
        void this.guard('leave the simulated fleet', () => this.leave());
      });
    });
  }

  /** Signs out of a fleet that is no more. */
  private async leave(): Promise<void> {
    const { state } = this.account;
    if (state.kind === 'signedIn' && state.session.kind === 'simulator') {
      await this.account.signOut();
    }
  }
}

function onLine(stream: Readable | null, listener: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', listener);
}
