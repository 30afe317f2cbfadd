import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readExitMarker, withExitMarker } from '../../../../src/model/runs/exitMarker';

/** Runs a wrapped command as a device would: in a shell, trailing white space cut. */
function run(command: string): ReturnType<typeof readExitMarker> {
  const line = withExitMarker(command, '/bin/sh', 'abc123');
  const output = execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' }).trimEnd();
  return readExitMarker(output, 'abc123');
}

describe('the exit marker', () => {
  const cases: [command: string, text: string, exitCode: number][] = [
    ['echo hello', 'hello\n', 0],
    ['printf no-newline', 'no-newline', 0],
    ['true', '', 0],
    ['echo one; exit 3', 'one\n', 3],
    ['echo out; echo err >&2', 'out\nerr\n', 0],
    [`echo "it's"; echo '$HOME \\ "'`, `it's\n$HOME \\ "\n`, 0],
    ['echo ü; false', 'ü\n', 1],
    ['cat <<END\nin\nEND', 'in\n', 0],
    ['echo a # comment', 'a\n', 0],
    ['echo "__exit_abc123=7"; exit 2', '__exit_abc123=7\n', 2],
  ];
  for (const [command, text, exitCode] of cases) {
    it(`tells the code and the untouched output of ${JSON.stringify(command)}`, () => {
      assert.deepEqual(run(command), { text, exitCode });
    });
  }

  it('tells a killed command by 128 and the signal', () => {
    const { text, exitCode } = run('echo before; kill -9 $$');
    assert.equal(exitCode, 137);
    assert.match(text, /^before\n/); // some shells add a word of their own
  });

  it('keeps a command with a syntax error inside', () => {
    const { text, exitCode } = run('echo "; (');
    assert.equal(exitCode, 2);
    assert.match(text, /unterminated|unexpected|quot/i);
  });

  it('gives the output alone when its end is missing', () => {
    assert.deepEqual(readExitMarker('cut o', 'abc123'), { text: 'cut o' });
    assert.deepEqual(readExitMarker('x\n__exit_abc123=', 'abc123'), {
      text: 'x\n__exit_abc123=',
    });
  });

  it('reads line ends of either kind', () => {
    assert.deepEqual(readExitMarker('x\r\n\r\n__exit_abc123=0\r\n', 'abc123'), {
      text: 'x\r\n',
      exitCode: 0,
    });
  });
});
