import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/core/errors';
import type { RunOutcome } from '../../../../src/model/runs/commandRun';
import { RunPrinter } from '../../../../src/ui/runs/runPrinter';
import { FakeClock } from '../../../support/fakeClock';

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
    written = '';
    const details = { isUnsent: true };
    printer.fail(new ApiError('network', 'refused', request, undefined, details));
    assert.match(written, /amr-01 not started: /);
  });

  it('says why nobody waits any more when it was not the user', () => {
    printer.print({ type: 'started', jobId: '1' });
    end({ kind: 'abandoned', why: 'the project was closed' });
    assert.match(
      written,
      /stopped waiting after 1\.2 s, because the project was closed; the command/,
    );
  });

  it('shows 2 MB of one output, up to the end of a line, and says how much more there was', () => {
    const line = `${'é'.repeat(49)}\n`; // 99 bytes
    printer.print({ type: 'output', text: line.repeat(50_000) });
    const shown = lines();
    assert.equal(shown.length, Math.floor(2_000_000 / 99) + 2);
    assert.equal(shown[0], line.trim());
    assert.equal(
      shown.at(-2),
      'amr-01 3.0 MB more are not shown. Write them to a file on the device to keep them.',
    );
  });

  it('cuts no character of an output without line ends', () => {
    printer.print({ type: 'output', text: `x${'😀'.repeat(600_000)}` });
    const [first = ''] = lines();
    assert.equal(first, `x${'😀'.repeat(499_999)}`);
  });

  it('shows no secret of the command', () => {
    const sink = { append: (text: string) => void (written += text) };
    const title = { deviceName: 'a', command: 'login --password hunter2', timeoutSeconds: 1 };
    new RunPrinter(sink, new FakeClock(), title).begin();
    assert.doesNotMatch(written, /hunter2/);
  });

  it('keeps a device name on its line', () => {
    const sink = { append: (text: string) => void (written += text) };
    const title = { deviceName: 'a\nb', command: 'echo 1\necho 2', timeoutSeconds: 1 };
    new RunPrinter(sink, new FakeClock(), title).begin();
    assert.deepEqual(lines(), ['a b $ echo 1 echo 2', '']);
  });
});
