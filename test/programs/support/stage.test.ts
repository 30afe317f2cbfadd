import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { testResults } from '../../support/runMocha';
import { runStage, type Stage } from '../../support/stage';

const title = 'stage under test';
const silent = (): void => undefined;

/** A stage that runs a script; `counts` is what it says its tests came to. */
function stage(script: string, counts?: string): Stage {
  const write = `require('fs').writeFileSync(process.env.TEST_COUNTS, ${JSON.stringify(counts)});`;
  const command = [process.execPath, '-e', (counts === undefined ? '' : write) + script];
  return { title, command, limitMinutes: 1 };
}

describe('A stage of the test run', () => {
  before(() => mkdirSync(testResults, { recursive: true }));
  afterEach(() => {
    rmSync(path.join(testResults, 'stage-under-test.json'), { force: true });
  });

  it('comes to what its tests came to', async () => {
    const result = await runStage(stage('process.exit(1)', '{"passed":3,"failed":2}'), silent);
    assert.deepEqual(result, { passed: 3, failed: 2 });
  });

  it('counts as failed when it crashes before it says what its tests came to', async () => {
    const result = await runStage(stage('throw new Error("x")'), silent);
    assert.deepEqual(result, { passed: 0, failed: 1, problem: 'ran no test' });
  });

  it('counts as failed when it ran no test', async () => {
    const result = await runStage(stage('', '{"passed":0,"failed":0}'), silent);
    assert.deepEqual(result, { passed: 0, failed: 1, problem: 'ran no test' });
  });

  it('counts as failed when all tests pass but it crashes after them', async () => {
    const result = await runStage(stage('process.exit(9)', '{"passed":3,"failed":0}'), silent);
    assert.deepEqual(result, { passed: 3, failed: 1, problem: 'ended with exit code 9' });
  });

  it('is ended, and counts as failed, when it takes longer than it may', async () => {
    const endless = stage('setInterval(() => {}, 1000)', '{"passed":3,"failed":0}');
    const result = await runStage({ ...endless, limitMinutes: 0.005 }, silent);
    assert.equal(result.failed, 1);
    assert.match(result.problem ?? '', /^did not end within/);
  });

  it('is one test, passed or failed, when it is a check', async () => {
    const check = (script: string): Stage => ({ ...stage(script), isCheck: true });
    assert.deepEqual(await runStage(check(''), silent), { passed: 1, failed: 0 });
    assert.deepEqual(await runStage(check('process.exit(2)'), silent), { passed: 0, failed: 1 });
  });
});
