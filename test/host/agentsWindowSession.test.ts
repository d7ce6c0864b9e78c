import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { AgentsWindowSession } from '../../src/views/agentsWindowSession';
import type { SessionDeps } from '../../src/views/agentsWindowSession';
import type { AgentsWindowUpdate, TaskState } from '../../src/protocol';
import { initialLayout } from '../../src/core/views/windowLayout';
import { MemoryLog } from '../fakes/memoryLog';
import { task, taskView } from '../unit/core/views';

const waiting: TaskState = {
  kind: 'waiting',
  request: {
    kind: 'approval',
    requestId: 'r1' as never,
    callId: 'c1' as never,
    digest: 'd',
    effect: 'command',
    command: 'npm test',
    facts: [],
  },
};

/** A session on one waiting task, with everything that it does written down. */
function session(kept?: unknown) {
  const view = taskView({ state: waiting });
  const done: unknown[] = [];
  const sent: AgentsWindowUpdate[] = [];
  const nothing = { dispose: () => undefined };
  const note =
    (name: string) =>
    (...args: unknown[]) => {
      done.push([name, ...args]);
      return Promise.resolve();
    };
  const deps = {
    store: {
      current: new Map([[task.id, view]]),
      get: () => view,
      events: () => [],
      onDidChange: () => nothing,
      ownerOf: () => null,
    },
    search: { search: note('search') },
    listing: { current: { filter: '', groupBy: 'status' }, onDidChange: () => nothing },
    groups: { current: new Map(), onDidChange: () => nothing },
    arenas: { glances: () => [] },
    feedbacks: { say: note('message') },
    fleet: { message: note('message'), answer: note('answer'), onLive: () => nothing },
    connections: { list: () => [], default: null, onDidChange: () => nothing },
    ground: { current: 'found', onDidChange: () => nothing },
    day: { current: 'Today: $1.23', onDidChange: () => nothing },
    reviewMarks: { current: new Map(), onDidChange: () => nothing },
    radar: { current: new Map(), onDidChange: () => nothing },
    moves: { known: { current: new Map(), onDidChange: () => nothing }, lookSoon: note('look for moves') },
    layout: { read: () => kept, write: note('keep the layout') },
    pulls: { known: { current: new Map(), onDidChange: () => nothing }, lookSoon: note('look at pull requests') },
    files: { readOutput: note('readOutput') },
    drafts: { read: () => ({}), write: note('keep a draft') },
    given: {
      bring: () => Promise.resolve(),
      complete: note('complete'),
      written: (_: string, { said }: { said: string }) => Promise.resolve(said),
    },
    checkout: () => Promise.resolve(null),
    log: new MemoryLog(),
  } as unknown as SessionDeps;
  const webview = {
    postMessage: (update: AgentsWindowUpdate) => {
      sent.push(update);
      return Promise.resolve(true);
    },
  };
  return { session: new AgentsWindowSession(webview, deps), done, sent };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('what the Agents Window may ask', () => {
  it('gets the tasks when it is ready and a transcript when it opens one', () => {
    const { session: page, sent } = session();
    page.receive({ type: 'ready' });
    page.receive({ type: 'open', taskId: task.id });
    assert.deepEqual(
      sent.map(({ type }) => type),
      [
        ...[
          'init',
          'listing',
          'elsewhere',
          'tasks',
          'ground',
          'day',
          'moves',
          'pulls',
          'reviews',
          'overlaps',
          'usualModel',
        ],
        ...['races', 'snapshot'],
      ],
    );
  });

  it('gives the page the layout that was kept, and none that makes no sense', () => {
    const layout = { ...initialLayout, count: 4 as const };
    const shown = [layout, { ...layout, count: 3 }, 'x'].map((kept) => {
      const { session: page, sent } = session(kept);
      page.receive({ type: 'ready' });
      return sent.filter(({ type }) => type === 'layout');
    });
    assert.deepEqual(shown, [[{ type: 'layout', layout }], [], []]);
  });

  it('keeps the layout that the page tells', async () => {
    const { session: page, done } = session();
    page.receive({ type: 'layout', layout: initialLayout });
    page.receive({ type: 'layout', layout: { ...initialLayout, cells: [] } });
    await settle();
    assert.deepEqual(done, [['keep the layout', initialLayout]]);
  });

  it('passes on an answer to the request that is open', async () => {
    const { session: page, done } = session();
    page.receive({ type: 'answer', taskId: task.id, requestId: 'r1', decision: { kind: 'deny' } });
    await settle();
    assert.deepEqual(done, [['answer', task.id, 'r1', { kind: 'deny' }]]);
  });

  it('does nothing on an answer to another request, an unknown task or a call without output', async () => {
    const { session: page, done } = session();
    const forged = [
      { type: 'answer', taskId: task.id, requestId: 'r2', decision: { kind: 'allow' } },
      { type: 'answer', taskId: '01JD0000000000000000009999', requestId: 'r1', decision: { kind: 'allow' } },
      { type: 'answer', taskId: task.id, requestId: 'r1', decision: { kind: 'allow', always: true } },
      { type: 'answer', taskId: task.id, requestId: 'r1', decision: { kind: 'allow' }, extra: 1 },
      { type: 'approve', id: 'r1' },
      { type: 'output', taskId: task.id, callId: '../../../etc/passwd' },
      { type: 'message', taskId: task.id, text: '' },
      { type: 'action', taskId: task.id, action: 'format' },
      { type: '__proto__' },
      { type: 'constructor' },
    ];
    forged.forEach((message) => page.receive(message));
    await settle();
    assert.deepEqual(done, []);
  });

  it('does nothing on 10,000 messages of any form', async () => {
    const { session: page, done } = session();
    const value = fc.anything({ withNullPrototype: true, withBigInt: true, maxDepth: 3 });
    const shaped = fc.record({
      type: fc.constantFrom('answer', 'message', 'action', 'output', 'approve', 'toString'),
      taskId: fc.oneof(fc.constant(task.id), value),
      requestId: value,
      decision: value,
      text: fc.oneof(fc.constant(''), fc.integer()),
      action: value,
      callId: value,
    });
    fc.assert(
      fc.property(fc.oneof(value, shaped), (message) => page.receive(message)),
      { numRuns: 10_000 },
    );
    await settle();
    assert.deepEqual(done, []);
  });
});
