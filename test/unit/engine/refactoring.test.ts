import assert from 'node:assert/strict';
import { scriptOf } from '../../../src/adapters/models/scriptPlayer';
import type { Task } from '../../../src/protocol';
import { EngineBench } from './engineBench';

const done = { text: 'Done.' };
const write = (path: string, content: string) => ({ calls: [{ tool: 'write_file', input: { path, content } }] });
const files = { 'src/pay.js': 'old\n', 'src/pay.test.js': 'old\n' };
const task: Partial<Task> = {
  verify: 'npm test',
  purpose: { kind: 'refactor' },
  checks: [{ kind: 'unchanged-tests' }],
  limits: { maxTurns: 10, verifyRounds: 1 },
};

describe('a refactoring', () => {
  it('goes back to the agent that changed a test, and is verified when the test is as it was', async () => {
    const steps = [write('src/pay.js', 'new\n'), write('src/pay.test.js', 'new\n'), done];
    const made = new EngineBench({
      script: scriptOf([...steps, write('src/pay.test.js', 'old\n'), done]),
      task,
      files,
    });
    await made.run();
    const feedback = made.requests[3]?.messages.at(-1);
    assert.match(
      JSON.stringify(feedback),
      /Existing tests are unchanged.*exit code 1.*- src\/pay\.test\.js was changed/,
    );
    assert.deepEqual(
      made.of('check.result').map(({ receipt }) => [receipt.command, receipt.exitCode]),
      [
        ['npm test', 0],
        ['Existing tests are unchanged', 1],
        ['npm test', 0],
        ['Existing tests are unchanged', 0],
      ],
    );
    assert.equal(made.state.outcome?.kind, 'verified');
  });

  it('waits for a person where the test stays another one', async () => {
    const made = new EngineBench({ script: scriptOf([write('src/pay.test.js', 'new\n'), done, done]), task, files });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'question') {
        made.tell({ type: 'answer', requestId: event.request.requestId, decision: { kind: 'take' } });
      }
    };
    await made.run();
    assert.deepEqual(
      made.of('question').map(({ request }) => request.kind),
      ['red-check'],
    );
    assert.equal(made.state.outcome?.kind, 'taken');
  });

  it('is told so before it begins', async () => {
    const made = new EngineBench({ script: scriptOf([done]), task, files });
    await made.run();
    assert.match(made.requests[0]?.system ?? '', /This is a refactoring.*\n.*new tests go into new files/);
  });
});
