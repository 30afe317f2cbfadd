import assert from 'node:assert/strict';
import { ApiError } from '../../../src/api/errors';
import type { RunOutcome } from '../../../src/model/commandRun';
import { RunPrinter } from '../../../src/ui/runPrinter';
import { FakeClock } from '../../support/fakeClock';

describe('RunPrinter', () => {
  let written: string;
  let printer: RunPrinter;

  beforeEach(() => {
    written = '';
    const title = { deviceName: 'amr-01', command: 'ls', timeoutSeconds: 300 };
    const sink = { append: (text: string) => void (written += text) };
    printer = new RunPrinter(sink, new FakeClock(), title);
  });
  /** What was written, without the times of day. */
  const lines = (): string[] => written.replace(/^\[\d\d:\d\d:\d\d\] /gm, '').split('\n');
  const end = (outcome: RunOutcome): void =>
    printer.print({ type: 'ended', outcome, durationMs: 1234 });

  it('frames the output with the command, and with how it ended and after what time', () => {
    printer.begin();
    printer.print({ type: 'started', jobId: '1' });
    printer.print({ type: 'output', text: 'a\nb' });
    end({ kind: 'exited', code: 3 });
    assert.deepEqual(lines(), ['amr-01 $ ls', 'a', 'b', 'amr-01 exit 3, 1.2 s', '', '']);
  });

  it('shows no line for an output that is empty', () => {
    printer.print({ type: 'output', text: '' });
    end({ kind: 'exited', code: 0 });
    assert.deepEqual(lines(), ['amr-01 ok, 1.2 s', '', '']);
  });

  it('takes terminal sequences and control characters out of the output', () => {
    printer.print({
      type: 'output',
      text: '\u001b[31mred\u001b[0m\r\n\u001b]0;title\u0007x\u0000y\n',
    });
    assert.deepEqual(lines(), ['red', 'xy', '']);
  });

  it('says what still runs when nobody waits any more', () => {
    printer.print({ type: 'started', jobId: '1' });
    end({ kind: 'abandoned' });
    assert.match(
      written,
      /stopped waiting after 1\.2 s; the command still runs, for 5 min at the most/,
    );
  });

  it('does not promise that a command has not started when its request was cut off', () => {
    end({ kind: 'abandoned' });
    assert.match(written, /may have started/);
  });

  const request = { method: 'POST', path: '/cmd/' };
  it('tells a request that was refused from one whose answer is missing', () => {
    printer.fail(new ApiError('forbidden', 'no', request));
    assert.match(written, /amr-01 not started: /);
    written = '';
    printer.fail(new ApiError('network', 'reset', request));
    assert.match(written, /amr-01 no answer, so it may have started: /);
  });

  it('keeps a device name on its line', () => {
    const sink = { append: (text: string) => void (written += text) };
    const title = { deviceName: 'a\nb', command: 'echo 1\necho 2', timeoutSeconds: 1 };
    new RunPrinter(sink, new FakeClock(), title).begin();
    assert.deepEqual(lines(), ['a b $ echo 1 echo 2', '']);
  });
});
