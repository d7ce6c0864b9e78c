import assert from 'node:assert/strict';
import { KnownPulls } from '../../../src/app/pulls/knownPulls';
import { ForgeError } from '../../../src/core/forges/forgeError';
import { viewTask } from '../../../src/core/views/taskView';
import type { EntryBody, PullGlance, PullPlan, PullStatus, TaskId, TaskView } from '../../../src/protocol';
import { MemoryLog } from '../../fakes/memoryLog';
import { appJournal, commit, task } from '../core/journal';

const app = { kind: 'github', host: 'github.com', path: 'acme/app' } as const;
const plan: PullPlan = {
  ...{ into: app, base: 'main', from: app, makesFork: false, remote: 'origin', branch: 'agents/x', commit },
  ...{ title: 'T', body: '', draft: false },
};
const open: EntryBody[] = [
  { type: 'pull.intent', plan },
  { type: 'pull.opened', opened: { number: 12, url: 'https://github.com/acme/app/pull/12' } },
];
const status: PullStatus = { state: 'open', head: commit, checks: [], threads: [] };
const glance: PullGlance = { state: 'open', passed: 0, failed: 0, pending: 0, comments: 0 };

describe('how pull requests stand', () => {
  let nowMs: number;
  let looked: string[];
  let answer: () => Promise<PullStatus>;
  let views: Map<TaskId, TaskView>;
  let known: KnownPulls;
  let told: number;

  const viewOf = (id: string, bodies: EntryBody[]): TaskView => {
    const view = viewTask(appJournal([{ type: 'created', task: { ...task, id: id as TaskId } }, ...bodies]), [], false);
    assert.ok(view !== null);
    return view;
  };

  beforeEach(() => {
    nowMs = 1_000_000;
    looked = [];
    told = 0;
    answer = () => Promise.resolve(status);
    views = new Map([
      ['one' as TaskId, viewOf('one', open)],
      ['none' as TaskId, viewOf('none', [])],
      ['cut' as TaskId, viewOf('cut', open.slice(0, 1))],
      ['gone' as TaskId, viewOf('gone', [...open, { type: 'discard.intent', salvage: null }, { type: 'discarded' }])],
    ]);
    known = new KnownPulls({
      store: { current: views },
      requests: {
        look: ({ task: { id } }, how) => {
          looked.push(`${id} ${how}`);
          return answer();
        },
      },
      sets: { look: () => Promise.resolve([]) },
      clock: { now: () => new Date(nowMs) },
      log: new MemoryLog(),
    });
    known.onDidChange(() => (told += 1));
  });

  /** The next answer comes when the result is called. */
  function answerLater(): (status: PullStatus) => void {
    let arrive: (status: PullStatus) => void = () => undefined;
    const later = new Promise<PullStatus>((resolve) => (arrive = resolve));
    answer = () => later;
    return arrive;
  }

  it('are looked at for open ones alone, without a sign-in, and told when something changed', async () => {
    await known.look();
    await known.look();
    assert.deepEqual(looked, ['one quietly', 'one quietly']);
    assert.deepEqual([...known.current], [['one', glance]]);
    assert.equal(told, 1);
  });

  it('are not looked at any more once they are merged or closed', async () => {
    answer = () => Promise.resolve({ ...status, state: 'merged' });
    await known.look();
    assert.equal(known.hasOpen, false);
    await known.look();
    assert.equal(looked.length, 1);
  });

  it('leave a forge alone until its rate limit ends, and keep what is known', async () => {
    await known.look();
    answer = () => Promise.reject(new ForgeError('rate-limit', 'Enough.', { untilMs: nowMs + 5_000 }));
    await known.look();
    await known.look();
    assert.equal(looked.length, 2);
    assert.deepEqual([...known.current.keys()], ['one']);
    nowMs += 5_000;
    answer = () => Promise.resolve(status);
    await known.look();
    assert.equal(looked.length, 3);
  });

  it('are learned from a look that somebody else made', () => {
    known.learn('one' as TaskId, { ...glance, state: 'draft' });
    assert.equal(known.current.get('one' as TaskId)?.state, 'draft');
    assert.equal(told, 1);
  });

  it('keep what was learned while an older look was under way', async () => {
    const arrive = answerLater();
    const look = known.look();
    known.learn('one' as TaskId, { ...glance, state: 'draft' });
    arrive(status);
    await look;
    assert.equal(known.current.get('one' as TaskId)?.state, 'draft');
    answer = () => Promise.resolve(status);
    await known.look();
    assert.equal(known.current.get('one' as TaskId)?.state, 'open');
  });

  it('are looked at once more for all who asked during a look, also those that were opened meanwhile', async () => {
    const arrive = answerLater();
    const looks = [known.look()];
    views.set('two' as TaskId, viewOf('two', open));
    answer = () => Promise.resolve(status);
    looks.push(known.look(), known.look());
    arrive(status);
    await Promise.all(looks);
    assert.deepEqual(looked, ['one quietly', 'one quietly', 'two quietly']);
    assert.deepEqual([...known.current.keys()], ['one', 'two']);
  });
});
