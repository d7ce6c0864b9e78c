import assert from 'node:assert/strict';
import { scriptOf } from '../../../src/adapters/models/scriptPlayer';
import type { EventBody, ObjectName } from '../../../src/protocol';
import { journal } from '../core/journal';
import { EngineBench } from './engineBench';

const label = 'No conflict marks are left';
const marked = '<<<<<<< Yours\nours\n=======\ntheirs\n>>>>>>> Theirs\n';
const finish = { tool: 'finish', input: { summary: 'Resolved.' } };
const write = (content: string) => ({ calls: [{ tool: 'write_file', input: { path: 'a.js', content } }, finish] });

/** A task whose worktree was updated with conflicts in `a.js`, which its agent is to resolve. */
async function resolving(turns: Parameters<typeof scriptOf>[0], verify: string | null = null): Promise<EngineBench> {
  const limits = { maxTurns: 10, verifyRounds: 1 };
  const made = new EngineBench({
    script: scriptOf([write('theirs\n'), ...turns]),
    task: { verify, limits },
    files: { 'a.js': 'a\n' },
  });
  await made.run();
  made.files.content.set('a.js', marked);
  const point = { snapshot: 'a'.repeat(40) as ObjectName, head: null, headName: 'main', uncommitted: 0 };
  const checkpoint = made.state.checkpoint;
  assert.ok(checkpoint !== null);
  const updated: EventBody = {
    type: 'updated',
    commits: 1,
    base: { from: point, to: point },
    changed: ['a.js'],
    then: 'resolve',
    conflicts: ['a.js'],
    checkpoint,
    files: [],
  };
  made.events.push(...journal([...made.events, updated]).slice(-1));
  return made;
}

const results = (made: EngineBench): unknown[] =>
  made.of('check.result').map(({ receipt }) => [receipt.command, receipt.exitCode]);

describe('a task whose agent resolves conflicts', () => {
  it('is complete without checks when no marks are left', async () => {
    const made = await resolving([write('ours, theirs\n')]);
    await made.run();
    assert.deepEqual(results(made), [[label, 0]]);
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });

  it('is told where marks are left, and its checks run when none are', async () => {
    const made = await resolving([write(marked), write('ours, theirs\n')], 'npm test');
    await made.run();
    assert.deepEqual(results(made), [
      ['npm test', 0],
      [label, 1],
      [label, 0],
      ['npm test', 0],
    ]);
    assert.match(JSON.stringify(made.requests.at(-1)?.messages), /<<<<<<< or >>>>>>> are left in a\.js\./);
    assert.equal(made.state.outcome?.kind, 'verified');
  });

  it('waits for a person with words when marks stay, also without checks', async () => {
    const made = await resolving([write(`${marked}1\n`), write(`${marked}2\n`)]);
    made.surroundings.onEvent = ({ type }) => {
      if (type === 'question') {
        made.suspend.abort();
      }
    };
    assert.equal(await made.run(), 'suspended');
    const { request, outcome } = made.state;
    assert.ok(request?.kind === 'red-check');
    assert.deepEqual([request.receipt.command, request.receipt.exitCode, outcome], [label, 1, null]);
    assert.equal(made.state.checkTail, 'Lines that begin with <<<<<<< or >>>>>>> are left in a.js.');
  });
});
