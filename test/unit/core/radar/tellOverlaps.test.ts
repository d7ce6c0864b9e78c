import assert from 'node:assert/strict';
import { overlapsToTell } from '../../../../src/core/radar/tellOverlaps';
import { viewTask } from '../../../../src/core/views/taskView';
import type { EventBody, OverlapWith, Task, TaskEntry, TaskId, TaskView } from '../../../../src/protocol';

const other = '01JD0000000000000000000002' as TaskId;
const at = '2026-11-23T10:00:00.000Z';

function view(task: Partial<Task> = {}, ...events: EventBody[]): TaskView {
  const id = '01JD0000000000000000000001' as TaskId;
  const entries = [
    {
      type: 'created',
      task: { id, title: 'Mine', engine: { kind: 'model', model: { provider: 'rehearsal', name: 'x' } }, ...task },
    },
    { type: 'prepared', workspace: { repos: [{}] } },
  ].map((body, index) => ({ v: 1, seq: index + 1, at, ...body }) as TaskEntry);
  const made = viewTask(
    entries,
    events.map((body, index) => ({ v: 1, seq: index + 1, taskId: id, at, ...body })),
    true,
  );
  assert.ok(made !== null);
  return made;
}

const lines = (from: number, count = 1) => ({ from, count });
const meeting = (from: number): OverlapWith => ({
  other,
  title: 'Theirs, and "quoted"',
  conflicts: [
    { path: 'a.ts', kind: 'lines', places: [{ base: lines(from), mine: lines(from + 1, 2), theirs: lines(from) }] },
  ],
  clashes: [],
});

describe('what an agent is to be told of others', () => {
  it('names the file, the lines on both sides and the other, and says that it is no order', () => {
    const saying = overlapsToTell(view(), [
      meeting(10),
      {
        other: null,
        title: '',
        conflicts: [{ path: 'gone.ts', kind: 'deleted', places: [] }],
        clashes: [{ name: 'parse', change: 'changed', definedIn: 'p.ts', by: 'them', usedIn: 'u.ts', line: 4 }],
      },
    ]);
    assert.deepEqual(saying?.places, [
      { other, path: 'a.ts', base: lines(10) },
      { other: null, path: 'gone.ts' },
      { other: null, path: 'p.ts', name: 'parse' },
    ]);
    assert.deepEqual(saying.text.split('\n').slice(1, -1), [
      '- Another agent (task: "Theirs, and \\"quoted\\"") changes the same lines of a.ts as you: lines 11-12 in your file, 10 in theirs.',
      '- The user, in their own checkout, has a change that does not merge with yours: gone.ts (deleted by one, changed by the other).',
      '- The user, in their own checkout, changed what you use: parse of p.ts is changed, and used in u.ts:4 here.',
    ]);
    assert.match(saying.text, /not from the user/);
  });

  it('is only what it was not told of before, near the same lines or not', () => {
    const told = overlapsToTell(view(), [meeting(10)]);
    assert.ok(told !== null);
    const after = view({}, { ...told, type: 'overlaps.told' });
    assert.equal(overlapsToTell(after, [meeting(10)]), null);
    assert.equal(overlapsToTell(after, [meeting(13)]), null);
    assert.deepEqual(overlapsToTell(after, [meeting(90)])?.places, [{ other, path: 'a.ts', base: lines(90) }]);
  });

  it('is nothing for who has ended, and for a command, which has nobody to tell', () => {
    const finished: EventBody = { type: 'finished', outcome: { kind: 'unverified' } };
    assert.equal(overlapsToTell(view({}, finished), [meeting(10)]), null);
    assert.equal(overlapsToTell(view({ engine: { kind: 'command', command: 'make' } }), [meeting(10)]), null);
  });
});
