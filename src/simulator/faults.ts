import * as v from 'valibot';

/**
 * What shall go wrong, as `POST /__simulator/faults` takes it: one of these or a list.
 *
 * Which requests: those whose method is `method` and whose path (without query) starts with `path`
 * and matches the regular expression `pattern`; each absent one fits all. The oldest fitting fault
 * wins. It strikes `times` requests, or all until deleted.
 *
 * What happens to them, in this order: an answer waits `delayMs`; `drop: 'connection'` then closes
 * the socket without a word; `status`, or a `body` that is not `truncated`, answers in the route's
 * place; otherwise the route does its work, and `body: 'truncated'` sends the first half of its
 * answer as if that were all, while `drop: 'mid-body'` breaks the connection half-way.
 */
export interface FaultSpec {
  readonly method?: string;
  readonly path?: string;
  readonly pattern?: string;
  readonly times?: number;
  readonly delayMs?: number;
  readonly drop?: 'connection' | 'mid-body';
  /** Without it an answer in the route's place has 200. */
  readonly status?: number;
  /** `truncated`, `malformed` (not JSON), `empty`, or the very text to answer with. */
  readonly body?: string;
  /** `application/json` unless given. */
  readonly contentType?: string;
  /** The header of that name: seconds, or an HTTP date. */
  readonly retryAfter?: string | number;
}

/** A fault that is waiting to strike, and how often it did. */
export interface Fault extends FaultSpec {
  readonly id: number;
  hits: number;
}

/** What a `FaultSpec` has to be; anything else in it is refused. */
export const faultShape = v.strictObject({
  method: v.exactOptional(v.string()),
  path: v.exactOptional(v.string()),
  pattern: v.exactOptional(v.pipe(v.string(), v.check(isPattern, 'not a regular expression'))),
  times: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  delayMs: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(2 ** 31 - 1))),
  drop: v.exactOptional(v.picklist(['connection', 'mid-body'])),
  status: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599))),
  body: v.exactOptional(v.string()),
  contentType: v.exactOptional(v.string()),
  retryAfter: v.exactOptional(v.union([v.pipe(v.number(), v.integer()), v.string()])),
});

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

/** The faults in force. */
export class Faults {
  private readonly faults: Fault[] = [];
  private lastId = 0;

  list(): readonly Fault[] {
    return this.faults;
  }

  add(spec: FaultSpec): Fault {
    const fault = { ...spec, id: ++this.lastId, hits: 0 };
    this.faults.push(fault);
    return fault;
  }

  clear(): void {
    this.faults.length = 0;
  }

  /** The fault that strikes this request, which counts as one of its times. */
  strike(method: string, path: string): Fault | undefined {
    const fault = this.faults.find((candidate) => fits(candidate, method, path));
    if (fault) fault.hits++;
    return fault;
  }
}

function fits(fault: Fault, method: string, path: string): boolean {
  return (
    fault.hits < (fault.times ?? Infinity) &&
    (fault.method === undefined || fault.method.toUpperCase() === method) &&
    path.startsWith(fault.path ?? '') &&
    (fault.pattern === undefined || new RegExp(fault.pattern).test(path))
  );
}
