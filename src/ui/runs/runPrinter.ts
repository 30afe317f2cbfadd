import { ApiError, type ApiErrorKind } from '../../api/core/errors';
import { cleanLine, cleanLines } from '../../base/cleanText';
import type { Clock } from '../../base/clock';
import type { RunEvent } from '../../model/runs/commandRun';
import { redactSecrets } from '../../domain/redact';
import { durationText } from '../../domain/timeText';
import { errorText } from '../shared/errorText';
import { limitOutput } from './outputLimit';

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

/** As much of one run's output as is shown. */
const maxShownBytes = 2_000_000;
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
    this.line(`$ ${cleanLine(redactSecrets(this.title.command), 2000)}`);
  }

  print(event: RunEvent): void {
    switch (event.type) {
      case 'started':
        this.isStarted = true;
        return;
      case 'output':
        return this.output(event.text);
      case 'ended':
        this.line(this.ending(event));
        this.sink.append('\n');
        return;
    }
  }

  /** Says how the request to start the command failed, and whether the command may run all the same. */
  fail(error: unknown): string {
    const isOpen =
      error instanceof ApiError && maybeStarted.includes(error.kind) && !error.isUnsent;
    const text = `${isOpen ? 'no answer, so it may have started' : 'not started'}: ${errorText(error)}`;
    this.line(text);
    this.sink.append('\n');
    return text;
  }

  /** Says what still runs on the device when nobody waits any more. */
  stillRunning(): string {
    const limit = durationText(this.title.timeoutSeconds * 1000);
    return this.isStarted
      ? `the command still runs, for ${limit} at the most`
      : 'the request was on its way, so the command may have started';
  }

  /** Says how a run ended, such as `exit 2, 1.4 s`. */
  ending({ outcome, durationMs }: Extract<RunEvent, { type: 'ended' }>): string {
    const duration = durationText(durationMs);
    switch (outcome.kind) {
      case 'exited':
        return `${outcome.code === 0 ? 'ok' : `exit ${outcome.code}`}, ${duration}`;
      case 'finished':
        return `ended, exit code unknown, ${duration}`;
      case 'abandoned': {
        const because = outcome.why === undefined ? '' : `, because ${outcome.why}`;
        return `stopped waiting after ${duration}${because}; ${this.stillRunning()}`;
      }
      case 'lost':
        return `no answer after ${duration}; ${this.stillRunning()}. ${errorText(outcome.error)}`;
    }
  }

  private output(text: string): void {
    if (text === '') return;
    const { text: shown, hiddenBytes } = limitOutput(text, maxShownBytes);
    const lines = cleanLines(shown);
    this.sink.append(lines.endsWith('\n') ? lines : `${lines}\n`);
    if (hiddenBytes === 0) return;
    const megabytes = (hiddenBytes / 1e6).toFixed(1);
    this.line(
      `${megabytes} MB more are not shown. Write them to a file on the device to keep them.`,
    );
  }

  private line(text: string): void {
    const time = new Date(this.clock.now()).toLocaleTimeString('en-GB');
    this.sink.append(`[${time}] ${cleanLine(this.title.deviceName, 60)} ${text}\n`);
  }
}
