/**
 * Where the extension tells what it did. Fits `vscode.LogOutputChannel`.
 * Nobody writes a token, a request body, a query string or a device's output into it.
 */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
