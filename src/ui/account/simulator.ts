import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import * as vscode from 'vscode';
import { Cancelled } from '../../base/cancelled';
import {
  type Disposable,
  DisposableSlot,
  DisposableStore,
  toDisposable,
} from '../../base/disposable';
import type { Log } from '../../base/log';
import {
  parseSimulatorAnnouncement,
  type SimulatorAnnouncement,
} from '../../base/simulatorAnnouncement';
import { UserError } from '../../base/userError';
import type { Account } from '../../model/account/account';
import { simulatorSession } from '../../model/account/session';
import { signalOf } from '../shared/cancellation';

const deviceCount = 24;
/** What a simulator needs of the environment; nothing else of the editor's gets into its shells. */
const inherited = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'USERPROFILE'];

/** Runs a simulated fleet as a child process for as long as somebody is signed in to it. */
export class Simulator implements Disposable {
  private readonly own = new DisposableStore();
  private readonly child = this.own.add(new DisposableSlot());
  private wasSimulated = false;
  /** Whether the fleet on the screen is the child's, and not an announced one. */
  private isShown = false;

  constructor(
    private readonly program: string,
    private readonly account: Account,
    private readonly log: Log,
  ) {
    this.own.add(
      account.onDidChange(() => {
        // Only one that was shown: one that is just starting is not signed in to yet.
        if (this.wasSimulated && !account.isSimulated) this.child.set(undefined);
        this.wasSimulated = account.isSimulated;
      }),
    );
  }

  /** Asks, starts a simulated fleet and shows its devices. */
  async explore(): Promise<void> {
    if (this.child.value) throw new UserError('A simulated fleet is starting or running already.');
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
      const signal = signalOf(token);
      signal.addEventListener('abort', () => this.child.set(undefined), { once: true });
      try {
        await this.signIn(await this.start(), signal);
        this.isShown = this.child.value !== undefined;
        if (!this.isShown) this.account.simulatorEnded(); // while it was signed in to
      } catch (error) {
        this.child.set(undefined);
        throw error;
      }
    });
  }

  /** Signs in to a simulator that runs already; one that does not answer has ended. */
  async attach(announcement: SimulatorAnnouncement): Promise<void> {
    try {
      await this.signIn(announcement);
    } catch (error) {
      this.log.warn(`The simulated fleet did not answer: ${String(error)}`);
      this.account.simulatorEnded();
    }
  }

  dispose(): void {
    this.own.dispose();
  }

  private async signIn(
    { url, token, project }: SimulatorAnnouncement,
    signal?: AbortSignal,
  ): Promise<void> {
    await this.account.signIn(simulatorSession(url, token), project, signal);
  }

  private start(): Promise<SimulatorAnnouncement> {
    const environment = Object.fromEntries(inherited.map((name) => [name, process.env[name]]));
    const child = fork(this.program, ['--port', '0', '--devices', String(deviceCount)], {
      env: { ...environment, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const handle: Disposable = toDisposable(() => void child.kill());
    this.child.set(handle);
    let lastLine = 'it gave no reason';
    onLine(child.stderr, (line) => (lastLine = line));
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
        reject(new UserError(`The simulated fleet did not start: ${lastLine}`));
        this.child.set(undefined);
        this.log.warn('The simulated fleet has ended.');
        if (this.isShown && this.account.isSimulated) this.account.simulatorEnded();
        this.isShown = false;
      });
    });
  }
}

function onLine(stream: Readable | null, listener: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on('line', listener);
}
