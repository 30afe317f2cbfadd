import * as vscode from 'vscode';

/**
 * VS Code writes a channel into a file and begins a new file at 30 MB, which the view does not follow: it
 * falls silent. Clearing a channel does not shorten its file, so the channel is replaced before that.
 */
const maxChannelBytes = 20_000_000;
/** Room that a new run gets: as much as one prints, and something for runs beside it. */
const roomBytes = 6_000_000;
const clearedLine =
  'Earlier output was cleared, because VS Code stops showing more than 30 MB.\n\n';

/** The channel that all commands print into; made when the first one runs. */
export class CommandOutput implements vscode.Disposable {
  private channel: vscode.OutputChannel | undefined;
  private bytes = 0;

  append(text: string): void {
    const bytes = Buffer.byteLength(text);
    this.clearAbove(maxChannelBytes - bytes);
    this.bytes += bytes;
    this.open().append(text);
  }

  /** Makes room for a run, and brings the channel into sight; the focus stays where it is. */
  beginRun(): void {
    this.clearAbove(maxChannelBytes - roomBytes);
    this.show();
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

  private clearAbove(maxBytes: number): void {
    if (this.bytes <= maxBytes) return;
    this.channel?.dispose();
    this.channel = undefined;
    this.bytes = Buffer.byteLength(clearedLine);
    this.open().append(clearedLine);
  }
}
