import * as vscode from 'vscode';

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
