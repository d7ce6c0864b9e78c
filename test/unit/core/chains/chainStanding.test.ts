import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { chainGraph } from '../../../../src/core/chains/chainGraph';
import { chainStanding, cycleThrough } from '../../../../src/core/chains/chainStanding';
import { viewTask } from '../../../../src/core/views/taskView';
import {
  type ChainCondition,
  type EntryBody,
  type EventBody,
  type Outcome,
  TaskId,
  type TaskView,
} from '../../../../src/protocol';
import { appJournal, commit, journal, prompt, ready, receipt, task } from '../journal';

function id(index: number): TaskId {
  return TaskId.parse(`01J${String(index).padStart(23, '0')}`);
}

interface Made {
  after?: readonly (readonly [index: number, condition: ChainCondition])[];
  outcome?: Outcome;
  entries?: readonly EntryBody[];
}

function made(index: number, { after = [], outcome, entries = [] }: Made = {}): TaskView {
  const links = after.map(([other, condition]) => ({ taskId: id(other), condition }));
  const own = { ...task, id: id(index), title: `Task ${index}`, ...(links.length === 0 ? {} : { after: links }) };
  const workspace = { repos: [{ ...repo }], carried: [] } as never;
  const ran: EntryBody[] = outcome === undefined ? [] : [{ type: 'prepared', workspace }];
  const events: EventBody[] = outcome === undefined ? [] : [ready, prompt, { type: 'finished', outcome }];
  const view = viewTask(appJournal([{ type: 'created', task: own }, ...ran, ...entries]), journal(events), true);
  assert.ok(view !== null);
  return view;
}

const repo = {
  root: '/repo',
  commonDir: '/repo/.git',
  worktree: '/wt',
  gitDir: '/repo/.git/worktrees/wt',
  branch: 'agents/x',
  head: commit,
  headName: 'main',
  snapshot: commit,
  uncommitted: 0,
};

const verified: Outcome = { kind: 'verified', receipt: receipt(0) };
const failed: Outcome = {
  kind: 'failed',
  error: { domain: 'task', reason: 'unexpected', message: 'No.', audience: 'user' },
};

function standing(condition: ChainCondition, other: TaskView | undefined) {
  const own = made(2, { after: [[1, condition]] });
  return chainStanding(own, (taskId) => (taskId === id(1) ? other : taskId === id(2) ? own : undefined));
}

describe('chainStanding', () => {
  it('holds as soon as the other task is so far', () => {
    assert.deepEqual(standing('verified', made(1, { outcome: verified })), { kind: 'holds' });
    assert.deepEqual(standing('complete', made(1, { outcome: { kind: 'unverified' } })), { kind: 'holds' });
    const way = { way: 'squash', root: '/repo', ref: 'refs/heads/main', from: commit, hooks: false } as const;
    const entries: EntryBody[] = [
      { type: 'land.intent', landed: { ...way, files: [], checkout: null, commits: [] } },
      { type: 'landed' },
    ];
    const landed = made(1, { outcome: verified, entries });
    assert.deepEqual(standing('landed', landed), { kind: 'holds' });
  });

  it('waits while the other one is under way, and for a person who lands it', () => {
    const link = { taskId: id(1), condition: 'verified' };
    assert.deepEqual(standing('verified', made(1)), { kind: 'waits', link, others: 0 });
    assert.equal(standing('landed', made(1, { outcome: verified })).kind, 'waits');
  });

  it('is broken when it will not come by itself, and says why', () => {
    const because = (condition: ChainCondition, other: TaskView | undefined): string => {
      const found = standing(condition, other);
      return found.kind === 'broken' ? found.because : found.kind;
    };
    const discarded: EntryBody[] = [{ type: 'discard.intent', salvage: null }, { type: 'discarded' }];
    assert.deepEqual(
      [
        because('verified', made(1, { outcome: failed })),
        because('complete', made(1, { outcome: { kind: 'stopped' } })),
        because('verified', made(1, { outcome: { kind: 'unverified' } })),
        because('landed', made(1, { outcome: verified, entries: discarded })),
        because('verified', undefined),
        because('verified', made(1, { after: [[2, 'complete']] })),
      ],
      ['failed', 'stopped', 'unverified', 'discarded', 'missing', 'cycle'],
    );
  });

  it('says nothing more once the task has begun', () => {
    const own = made(2, { after: [[1, 'verified']], entries: [{ type: 'chain.begun', how: 'anyway' }] });
    assert.deepEqual(
      chainStanding(own, () => undefined),
      { kind: 'holds' },
    );
  });

  it('names the cycle that a link would make, and none that it would not', () => {
    const views = new Map(
      [made(1), made(2, { after: [[1, 'verified']] }), made(3, { after: [[2, 'complete']] })].map((view) => [
        view.task.id,
        view,
      ]),
    );
    const find = (taskId: TaskId) => views.get(taskId);
    assert.deepEqual(cycleThrough(id(1), id(3), find), [id(1), id(3), id(2)]);
    assert.deepEqual(cycleThrough(id(1), id(1), find), [id(1)]);
    assert.equal(cycleThrough(id(3), id(1), find), null);
  });

  it('lets no order of checked links come to a cycle', () => {
    const link = fc.tuple(fc.nat(6), fc.nat(6));
    fc.assert(
      fc.property(fc.array(link, { maxLength: 30 }), (links) => {
        const after = new Map<number, [number, ChainCondition][]>();
        const views = new Map(Array.from({ length: 7 }, (_, index) => [id(index), made(index)]));
        for (const [from, to] of links) {
          if (cycleThrough(id(from), id(to), (taskId) => views.get(taskId)) === null) {
            const mine = [...(after.get(from) ?? []), [to, 'verified'] as [number, ChainCondition]];
            after.set(from, mine);
            views.set(id(from), made(from, { after: mine }));
          }
        }
        const layers = new Map(chainGraph(views.values()).map(({ view, layer }) => [view.task.id, layer]));
        for (const [from, mine] of after) {
          mine.forEach(([to]) => assert.ok((layers.get(id(from)) ?? 0) > (layers.get(id(to)) ?? 0)));
        }
      }),
    );
  });
});
