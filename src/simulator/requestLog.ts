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
const maxCharacters = 8 * 1024 * 1024;

/** The latest requests, for tests that count them. */
export class RequestLog {
  private entries: LoggedRequest[] = [];
  private characters = 0;

  add(entry: LoggedRequest): void {
    this.entries.push(entry);
    this.characters += length(entry);
    while (this.entries.length > maxKept || this.characters > maxCharacters) {
      const oldest = this.entries.shift();
      if (oldest) this.characters -= length(oldest);
    }
  }

  list(): readonly LoggedRequest[] {
    return this.entries;
  }

  clear(): void {
    this.entries = [];
    this.characters = 0;
  }
}

function length({ path, query }: LoggedRequest): number {
  return path.length + query.length;
}
