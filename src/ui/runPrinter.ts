import { ApiError, type ApiErrorKind } from '../api/errors';
import { cleanLine, cleanLines } from '../base/cleanText';
import type { Clock } from '../base/clock';
import type { RunEvent, RunOutcome } from '../model/commandRun';
import { durationText } from '../model/timeText';
import { errorText } from './errorText';

/** Where a run's text goes. Fits `vscode.OutputChannel`. */
export interface TextSink {
  append(text: string): void;
}

/** What a run is called in the output. */
export interface RunTitle {
  deviceName: string;
  command: string;
  /** After which the device ends the command. */
  timeoutSeconds: number;
}

/** Failures of a request that the service may have acted on all the same. */
const maybeStarted: readonly ApiErrorKind[] = ['network', 'timeout', 'server', 'malformed'];

/**
 * Writes one run into the output channel. Every line that is not the device's own output begins with a
 * time and the device's name, so that runs on several devices can be told apart.
 */
export class RunPrinter {
  private isStarted = false;

  constructor(
    private readonly sink: TextSink,
    private readonly clock: Clock,
    private readonly title: RunTitle,
  ) {}

  begin(): void {
    this.line(`$ ${cleanLine(this.title.command, 2000)}`);
  }

  print(event: RunEvent): void {
    switch (event.type) {
      case 'started':
        this.isStarted = true;
        return;
      case 'output':
        if (event.text !== '') this.sink.append(cleanLines(event.text).replace(/\n?$/, '\n'));
        return;
      case 'ended':
        this.line(this.ending(event.outcome, durationText(event.durationMs)));
        this.sink.append('\n');
        return;
    }
  }

  /** Tells how the request to start the command failed. */
  fail(error: unknown): void {
    const isOpen = error instanceof ApiError && maybeStarted.includes(error.kind);
    this.line(
      `${isOpen ? 'no answer, so it may have started' : 'not started'}: ${errorText(error)}`,
    );
    this.sink.append('\n');
  }

  /** Says what is still going on at the device when nobody waits any more. */
  stillRunning(): string {
    const limit = durationText(this.title.timeoutSeconds * 1000);
    return this.isStarted
      ? `the command still runs, for ${limit} at the most`
      : 'the request was on its way, so the command may have started';
  }

  private ending(outcome: RunOutcome, duration: string): string {
    switch (outcome.kind) {
      case 'exited':
        return `${outcome.code === 0 ? 'ok' : `exit ${outcome.code}`}, ${duration}`;
      case 'finished':
        return `ended without telling its exit code, ${duration}`;
      case 'abandoned':
        return `stopped waiting after ${duration}; ${this.stillRunning()}`;
      case 'lost':
        return `no answer after ${duration}; ${this.stillRunning()}. ${errorText(outcome.error)}`;
    }
  }

  private line(text: string): void {
    const time = new Date(this.clock.now()).toLocaleTimeString('en-GB');
    this.sink.append(`[${time}] ${cleanLine(this.title.deviceName, 60)} ${text}\n`);
  }
}
