/** One request as the simulator saw it. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** Raw text after the question mark, as it came. */
  readonly query: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Absent while unanswered, and for good when the connection was dropped. */
  status?: number;
}

const maxKept = 2000;

/** The latest requests, for tests that count them. */
export class RequestLog {
  private entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.entries.push(entry);
    if (this.entries.length > 2 * maxKept) this.entries = this.entries.slice(-maxKept);
  }

  list(): readonly LoggedRequest[] {
    return this.entries.slice(-maxKept);
  }

  clear(): void {
    this.entries = [];
  }
}
