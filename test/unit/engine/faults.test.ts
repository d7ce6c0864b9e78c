import assert from 'node:assert/strict';
import { turnsPlayed, type ScriptedTurn } from '../../../src/adapters/models/scriptPlayer';
import type { ModelRequest } from '../../../src/core/models/modelPorts';
import type { Receipt } from '../../../src/protocol';
import { type BenchOptions, EngineBench, type Fault } from './engineBench';

const finish = { tool: 'finish', input: { summary: 'Done.' } };
const wrong: ScriptedTurn = {
  text: 'Fix it.',
  calls: [
    { tool: 'edit_file', input: { path: 'a.js', old_text: 'broken', new_text: 'almost' } },
    { tool: 'shell', input: { command: 'count' } },
  ],
};
const right = { tool: 'write_file', input: { path: 'a.js', content: 'right\n' } };
const turns: readonly ScriptedTurn[] = [
  {
    text: 'Look.',
    calls: [
      { tool: 'read_file', input: { path: 'a.js' } },
      { tool: 'list_files', input: {} },
    ],
  },
  wrong,
  { calls: [{ tool: 'shell_network', input: { command: 'fetch', reason: 'to see' } }] },
  { text: 'Done, I think.', calls: [finish] },
  { calls: [right] },
];

/** Whatever was lost on the way, the file is right in the end: a model that is told so looks and writes again. */
function script({ messages }: ModelRequest): ScriptedTurn {
  const last = messages.at(-1);
  const isUnsure = last?.role === 'tool' && last.results.some((result) => result.text.includes('outcome unknown'));
  return turns[turnsPlayed(messages)] ?? { calls: [isUnsure ? right : finish] };
}

function bench(): EngineBench {
  const options: BenchOptions = {
    script,
    task: { approve: 'allow', verify: 'check' },
    files: { 'a.js': 'broken\n' },
  };
  const made: EngineBench = new EngineBench({
    ...options,
    commands: { check: () => (made.files.content.get('a.js') === 'right\n' ? {} : { exitCode: 1, output: 'red\n' }) },
  });
  return made;
}

/** What must be so at the end, whatever happened on the way. */
function assertSound(made: EngineBench, label: string): void {
  const { state, events } = made;
  const calls = made.of('message.end').flatMap((event) => event.calls.map((call) => call.callId));
  assert.equal(state.outcome?.kind, 'verified', label);
  assert.equal(state.outcome.receipt.tree, made.of('checkpoint').at(-1)?.tree, label);
  assert.equal(made.files.content.get('a.js'), 'right\n', label);
  assert.deepEqual(
    made.of('tool.result').map((event) => event.callId),
    calls,
    label,
  );
  assert.equal(made.of('finished').length, 1, label);
  assert.equal(made.of('user.message').filter((event) => event.source === 'prompt').length, 1, label);
  for (const command of ['count', 'fetch']) {
    assert.ok(made.ran.filter((ran) => ran === command).length <= 1, `${label}: ${command} was run again`);
  }
  assert.ok(made.files.log.filter((line) => line === 'write a.js').length <= 3, label);
  assertIntentsFirst(made, label);
  assert.deepEqual(
    made.of('message.end').map((event) => made.of('model.request').findLast(({ seq }) => seq < event.seq)?.turn),
    made.of('message.end').map((_, index) => index + 1),
    label,
  );
  assert.deepEqual(
    events.map((event) => event.seq),
    events.map((_, index) => index + 1),
    label,
  );
}

/** A result that says more than "unknown" has its intent before it. */
function assertIntentsFirst(made: EngineBench, label: string): void {
  for (const result of made.of('tool.result')) {
    const intents = made.of('tool.intent').filter((event) => event.callId === result.callId);
    assert.deepEqual(
      intents.map((intent) => intent.seq < result.seq),
      [true],
      label,
    );
  }
}

/** Nobody starts a task again that has its outcome. */
async function goOn(made: EngineBench): Promise<void> {
  if (made.state.outcome === null) {
    await made.run();
  }
}

describe('a task that is killed', () => {
  let undisturbed: EngineBench;
  before(async () => {
    undisturbed = bench();
    await undisturbed.run();
  });

  it('comes to its end undisturbed, the facts in this order', () => {
    assertSound(undisturbed, 'undisturbed');
    const seen = undisturbed.events.map((event) => event.type).filter((type) => type !== 'usage');
    const call = ['tool.intent', 'tool.result'];
    const model = ['model.request', 'message.start', 'message.end'];
    const kept = ['checkpoint', 'files.changed'];
    assert.deepEqual(seen, [
      ...[
        'ready',
        'user.message',
        ...model,
        'guard.taken',
        ...call,
        ...call,
        ...model,
        ...call,
        ...kept,
        ...call,
        'checkpoint',
      ],
      ...[...model, 'approval.request', 'answer', ...call, 'checkpoint'],
      ...[
        ...model,
        ...call,
        'checkpoint',
        'check.start',
        'check.result',
        'user.message',
        ...model,
        ...call,
        'checkpoint',
      ],
      ...[...model, ...call, 'checkpoint', 'check.start', 'check.result', 'finished'],
    ]);
  });

  it('looks at the paths alone that a tool wrote, at all files after a command and for a check', () => {
    assert.deepEqual(undisturbed.looked, [['a.js'], 'all', 'all', 'all', ['a.js'], 'all']);
    assert.deepEqual(
      undisturbed.of('checkpoint').map(({ callId, partial }) => [callId !== undefined, partial === true]),
      [
        [true, true],
        [true, false],
        [true, false],
        [false, false],
        [true, true],
        [false, false],
      ],
    );
  });

  for (const when of ['before', 'after'] as const) {
    it(`R01: goes on from each fact it wrote, and repeats nothing (killed ${when} the fact was on disk)`, async () => {
      const appends = undisturbed.events.length;
      for (let at = 1; at <= appends; at += 1) {
        const made = bench();
        await assert.rejects(made.run({ at, when }), { message: 'killed' });
        await goOn(made);
        assertSound(made, `killed ${when} fact ${at}`);
      }
    });
  }

  it('R01: survives being killed again and again', async () => {
    for (const step of [8, 9, 11]) {
      const made = bench();
      let kills = 0;
      for (let isOver = false; !isOver;) {
        const fault: Fault = { at: step + (kills % 3), when: kills % 2 === 0 ? 'after' : 'before' };
        isOver = await made.run(fault).then(
          () => true,
          () => false,
        );
        kills += isOver ? 0 : 1;
      }
      assert.ok(kills > 4, `${kills} kills`);
      assertSound(made, `killed ${kills} times`);
    }
  });

  it('proves a check for exactly the tree that was kept before it', () => {
    const receipts: Receipt[] = undisturbed.of('check.result').map((event) => event.receipt);
    const starts = undisturbed.of('check.start');
    assert.deepEqual(
      receipts.map((receipt) => receipt.tree),
      starts.map((start) => start.tree),
    );
    assert.deepEqual(
      receipts.map((receipt) => receipt.exitCode),
      [1, 0],
    );
    for (const start of starts) {
      assert.equal(undisturbed.of('checkpoint').findLast((event) => event.seq < start.seq)?.tree, start.tree);
    }
  });
});
