import * as vscode from 'vscode';
import { cleanLine, cleanLines } from '../base/cleanText';
import type { RunEvent, RunOutcome } from '../model/commandRun';
import { durationText } from '../model/timeText';
import { errorText } from './errorText';

/** Where a run's text goes. Fits `vscode.OutputChannel`. */
export interface TextSink {
  append(text: string): void;
}

/**
 * Writes one run into the output channel. Every line that is not the device's own output begins with a
 * time and the device's name, so that runs on several devices can be told apart.
 */
export class RunPrinter {
  private isStarted = false;

  constructor(
    private readonly sink: TextSink,
    private readonly deviceName: string,
    private readonly command: string,
    private readonly timeoutSeconds: number,
  ) {}

  begin(): void {
    this.line(`$ ${cleanLine(this.command, 2000)}`);
  }

  print(event: RunEvent): void {
    switch (event.type) {
      case 'started':
        this.isStarted = true;
        return;
      case 'output':
        if (event.text !== '') this.sink.append(`${cleanLines(event.text).replace(/\n?$/, '\n')}`);
        return;
      case 'ended':
        this.line(this.ending(event.outcome, durationText(event.durationMs)));
        this.sink.append('\n');
        return;
    }
  }

  /** Tells how the request itself failed. */
  fail(error: unknown): void {
    this.line(`not started: ${errorText(error)}`);
    this.sink.append('\n');
  }

  /** Says what is still going on at the device when nobody waits any more. */
  stillRunning(): string {
    const limit = durationText(this.timeoutSeconds * 1000);
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
    const time = new Date().toLocaleTimeString('en-GB');
    this.sink.append(`[${time}] ${cleanLine(this.deviceName, 60)} ${text}\n`);
  }
}

/** The channel that all commands print into; made when the first one runs. */
export class CommandOutput implements vscode.Disposable {
  private channel: vscode.OutputChannel | undefined;

  append(text: string): void {
    this.open().append(text);
  }

  /** Brings the channel into sight; the focus stays where it is. */
  show(): void {
    this.open().show(true);
  }

  dispose(): void {
    this.channel?.dispose();
  }

  private open(): vscode.OutputChannel {
    this.channel ??= vscode.window.createOutputChannel('Device Commands');
    return this.channel;
  }
}
