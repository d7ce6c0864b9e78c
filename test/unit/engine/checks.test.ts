import assert from 'node:assert/strict';
import { scriptOf } from '../../../src/adapters/models/scriptPlayer';
import type { Decision } from '../../../src/protocol';
import { EngineBench, untilAborted } from './engineBench';

const red = () => ({ exitCode: 1, output: '  1 passing (5ms)\n  2 failing\n\n  Error: boom\n' });
const limits = { maxTurns: 10, verifyRounds: 1 };
const engine = { kind: 'command', command: 'migrate' } as const;

function answered(made: EngineBench, ...decisions: Decision[]): EngineBench {
  const left = [...decisions];
  made.surroundings.onEvent = (event) => {
    const decision = event.type === 'question' ? left.shift() : undefined;
    if (event.type === 'question' && decision !== undefined) {
      made.tell({ type: 'answer', requestId: event.request.requestId, decision });
    }
  };
  return made;
}

describe('the check of a task', () => {
  it('comes back to the model with what it printed, for as many rounds as are set, then a person is asked', async () => {
    const made = new EngineBench({
      script: scriptOf([{ text: 'Done.' }, { text: 'Now.' }]),
      task: { verify: 'npm test', limits },
      commands: { 'npm test': red },
    });
    await answered(made, { kind: 'take' }).run();
    assert.deepEqual(made.requests[1]?.messages.at(-1), {
      role: 'user',
      text: 'The check `npm test` ended with exit code 1 (2 failed, 1 passed). Its output ends with:\n\n  1 passing (5ms)\n  2 failing\n\n  Error: boom\n\nFind the cause, fix it, and finish again.',
    });
    assert.deepEqual(
      made.of('check.start').map((event) => event.round),
      [1, 2],
    );
    const receipt = made.of('check.result').at(-1)?.receipt;
    assert.deepEqual(receipt?.counts, { runner: 'mocha', passed: 1, failed: 2, skipped: 0, total: 3 });
    assert.deepEqual(
      made.of('question').map((event) => event.request.kind),
      ['red-check'],
    );
    assert.deepEqual(made.state.outcome, { kind: 'taken', receipt });
  });

  it('goes on as the user says, with the rounds counted anew', async () => {
    const made = new EngineBench({
      script: scriptOf([{ text: 'Done.' }, { text: 'Now.' }, { text: 'Again.' }, { text: 'And again.' }]),
      task: { verify: 'npm test', limits },
      commands: { 'npm test': red },
    });
    await answered(made, { kind: 'continue', text: 'Look at b.' }, { kind: 'take' }).run();
    assert.match(JSON.stringify(made.requests[2]?.messages.at(-1)), /Error: boom.*Look at b\./);
    assert.deepEqual(
      made.of('check.start').map((event) => event.round),
      [1, 2, 1, 2],
    );
  });

  it('has no exit code when it was ended, and is red then', async () => {
    const made = new EngineBench({
      task: { verify: 'npm test', limits: { ...limits, verifyRounds: 0 } },
      commands: { 'npm test': () => ({ exitCode: null, ended: 'was ended after 30 min', output: 'x\n' }) },
      sandbox: { kind: 'none', reason: 'It is turned off.' },
    });
    await answered(made, { kind: 'take' }).run();
    const { receipt } = made.of('check.result')[0] ?? {};
    assert.deepEqual(receipt, {
      command: 'npm test',
      exitCode: null,
      ended: 'was ended after 30 min',
      durationMs: 7,
      tree: made.of('checkpoint')[0]?.tree,
      sandboxed: false,
      place: 'clean',
    });
    assert.equal(made.of('approval.request').length, 0);
  });

  it('fails the task when it cannot be started', async () => {
    const made = new EngineBench({
      task: { verify: 'npm test' },
      commands: { 'npm test': () => Promise.reject(new Error('no shell')) },
    });
    await made.run();
    assert.equal(made.state.outcome?.kind === 'failed' && made.state.outcome.error.message, 'no shell');
  });

  it('counts tests while they run', async () => {
    const made = new EngineBench({
      task: { verify: 'npm test' },
      commands: { 'npm test': () => ({ output: '✔ a (1.5ms)\n✔ b (1.5ms)\nℹ tests 2\nℹ pass 2\nℹ duration_ms 5\n' }) },
    });
    await made.run();
    assert.deepEqual(
      made.of('tests.progress').map((event) => event.counts),
      [
        { runner: 'node:test', passed: 2, failed: 0 },
        { runner: 'node:test', passed: 2, failed: 0, skipped: 0, total: 2 },
      ],
    );
    assert.deepEqual(made.of('check.result')[0]?.receipt.counts, made.of('tests.progress').at(-1)?.counts);
  });

  it('comes back with the failed tests by name, and what was printed of them alone', async () => {
    const noise = 'a line that says nothing\n'.repeat(2000);
    const output = `${noise}\n\n  sum\n    ✔ adds\n    1) carries\n\n\n  1 passing (5ms)\n  1 failing\n\n  1) sum\n       carries:\n     Error: boom\n      at Context.<anonymous> (test/sum.test.js:5:63)\n\n\n\n${noise}`;
    const made = new EngineBench({
      script: scriptOf([{ text: 'Done.' }, { text: 'Now.' }]),
      task: { verify: 'npm test', limits },
      commands: { 'npm test': () => ({ exitCode: 1, output }) },
    });
    await answered(made, { kind: 'continue', text: 'Go on.' }, { kind: 'take' }).run();
    const { receipt, failed = '' } = made.of('check.result')[0] ?? {};
    assert.deepEqual(receipt?.failures, [{ name: 'sum carries', file: 'test/sum.test.js', line: 5 }]);
    assert.match(
      failed,
      /^sum carries \(test\/sum\.test\.js:5\)\n {5}Error: boom\n {6}at Context\.<anonymous> \(test\/sum\.test\.js:5:63\)\n/,
    );
    const text = `The check \`npm test\` ended with exit code 1 (1 failed, 1 passed). What it printed of the failed tests:\n\n${failed}\n\nFind the cause, fix it, and finish again.`;
    assert.deepEqual(made.requests[1]?.messages.at(-1), { role: 'user', text });
    assert.deepEqual(made.of('tests.progress').at(-1)?.failures, receipt.failures);
  });
});

describe('a command task', () => {
  it('runs its command unasked, and then its check', async () => {
    const made = new EngineBench({ task: { engine, verify: 'npm test' }, sandbox: { kind: 'none', reason: 'r' } });
    await made.run();
    assert.deepEqual([made.ran, made.state.outcome?.kind, made.requests], [['migrate', 'npm test'], 'verified', []]);
    assert.deepEqual(
      made.of('tool.intent').map(({ tool, input, effect }) => [tool, input, effect]),
      [['command', 'migrate', 'execute']],
    );
  });

  it('fails with the exit code and the last line, and runs again when it is retried', async () => {
    const exits = [2, 0];
    const made = new EngineBench({
      task: { engine, verify: 'npm test' },
      commands: { migrate: () => ({ exitCode: exits.shift() ?? 9, output: 'a\nno such table\n\n' }) },
    });
    await made.run();
    assert.deepEqual(made.state.outcome, {
      kind: 'failed',
      error: {
        domain: 'task',
        reason: 'command-failed',
        message: 'The command ended with exit code 2: no such table',
        hint: 'Its output has the details. Retry runs it again.',
        audience: 'user',
      },
    });
    await made.run();
    assert.deepEqual(
      [made.ran, made.of('finished').at(-1)?.outcome.kind],
      [['migrate', 'migrate', 'npm test'], 'verified'],
    );
  });

  it('does not run a command again whose end is unknown', async () => {
    const made = new EngineBench({ task: { engine, verify: null } });
    await assert.rejects(made.run({ at: 5, when: 'before' }));
    assert.deepEqual(made.ran, ['migrate']);
    await made.run();
    assert.deepEqual(made.ran, ['migrate']);
    assert.equal(
      made.state.outcome?.kind === 'failed' && made.state.outcome.error.message,
      'The command was cut off and may have been carried out in part.',
    );
  });

  it('is over when it is interrupted', async () => {
    const made = new EngineBench({ task: { engine, verify: null }, commands: { migrate: untilAborted } });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'tool.intent') {
        setImmediate(() => made.tell({ type: 'interrupt' }));
      }
    };
    await made.run();
    assert.deepEqual([made.of('question'), made.state.outcome?.kind], [[], 'failed']);
  });

  it('asks about a red check, and runs the command again to continue', async () => {
    const checks = [1, 0];
    const made = new EngineBench({
      task: { engine, verify: 'npm test' },
      commands: { 'npm test': () => ({ exitCode: checks.shift() ?? 9 }) },
    });
    await answered(made, { kind: 'continue' }).run();
    assert.deepEqual(
      [made.ran, made.state.outcome?.kind],
      [['migrate', 'npm test', 'migrate', 'npm test'], 'verified'],
    );
  });
});
