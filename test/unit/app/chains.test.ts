import * as assert from 'node:assert/strict';
import { Chains } from '../../../src/app/fleet/chains';
import { QueueNotes } from '../../../src/app/fleet/queueNotes';
import { OwnSchedule } from '../../../src/app/fleet/ownSchedule';
import { SystemIds } from '../../../src/adapters/system/systemIds';
import type { ChainCondition, TaskId, TaskView } from '../../../src/protocol';
import { MemoryLog } from '../../fakes/memoryLog';
import { removeFolder, temporaryFolder } from '../../fakes/temporaryFolder';
import { TestWindow } from '../../fakes/testWindow';

const hasEnded = ({ state }: TaskView): boolean => ['complete', 'failed', 'stopped'].includes(state.kind);

const chainsOf = ({ store, clock, log }: TestWindow): Chains =>
  new Chains({ store, clock, log, ids: new SystemIds(), isInBranch: () => Promise.resolve(false) });

describe('tasks that begin after others', () => {
  let root: string;
  let window: TestWindow;

  beforeEach(async () => {
    root = await temporaryFolder();
    window = await TestWindow.open(root);
  });

  afterEach(async () => {
    await window.close();
    await removeFolder(root);
  });

  const after = (taskId: TaskId, condition: ChainCondition = 'complete') => ({ after: [{ taskId, condition }] });

  /** The request of a task that can not begin by itself. */
  async function broken(taskId: TaskId) {
    await window.until(taskId, ({ state }) => state.kind === 'waiting');
    const { chain } = window.store.get(taskId).app;
    assert.ok(chain.broken !== null);
    return chain.broken;
  }

  it('begin when what they wait for has come, one after the other, and take no place before', async () => {
    await window.close();
    window = await TestWindow.open(root, 1);
    const first = await window.write('ask');
    const second = await window.write('finish', after(first));
    const third = await window.write('finish', after(second));
    for (const taskId of [third, second, first]) {
      await window.fleet.submit(taskId);
    }
    await window.until(first, ({ state }) => state.kind === 'waiting');
    assert.deepEqual(
      [second, third].map((taskId) => window.store.get(taskId).state),
      [{ kind: 'queued' }, { kind: 'queued' }],
    );
    await window.fleet.message(first, 'Go on.');
    await window.until(third, hasEnded);
    assert.deepEqual((await window.entries(third)).slice(0, 4), ['created', 'owned', 'chain.begun', 'preparing']);
  });

  it('begin when a person has brought what they wait for to the branch without us', async () => {
    window.clock.isImpatient = true;
    const first = await window.write('finish');
    const second = await window.write('finish', after(first, 'landed'));
    await window.fleet.submit(first);
    await window.until(first, hasEnded);
    await window.fleet.submit(second);
    assert.deepEqual(window.store.get(second).state, { kind: 'queued' });
    window.inBranch.add(first);
    await window.until(second, hasEnded);
    assert.equal(window.store.get(second).app.chain.begun, 'held');
  });

  it('look for a landing again and again, listening once', async () => {
    const first = await window.write('finish');
    const second = await window.write('finish', after(first, 'landed'));
    await window.fleet.submit(first);
    await window.until(first, hasEnded);
    const { store, log } = window;
    const listening = new Set<object>();
    const seen: number[] = [];
    const stop = new AbortController();
    const chains = new Chains({
      store: {
        current: store.current,
        get: (taskId) => store.get(taskId),
        append: (taskId, body) => store.append(taskId, body),
        onDidChange: (listener) => {
          const own = store.onDidChange(listener);
          listening.add(own);
          return {
            dispose: () => {
              listening.delete(own);
              own.dispose();
            },
          };
        },
      },
      ...{ log, ids: new SystemIds(), isInBranch: () => Promise.resolve(false) },
      clock: {
        sleep: () => {
          if (seen.push(listening.size) === 4) {
            stop.abort(new Error('enough'));
          }
          return Promise.resolve();
        },
      },
    });
    await assert.rejects(chains.ready(second, stop.signal), { message: 'enough' });
    assert.deepEqual([seen, listening.size], [[1, 1, 1, 1], 0]);
  });

  it('say what they wait for, and for how many more', async () => {
    const [first, other] = [await window.write('hold'), await window.write('hold')];
    const links = [first, other].map((taskId) => ({ taskId, condition: 'verified' as const }));
    const second = await window.write('finish', { after: links });
    const notes = new QueueNotes({ schedule: new OwnSchedule(window.log), store: window.store, log: window.log });
    await notes.look();
    assert.deepEqual(window.store.get(second).state, {
      kind: 'queued',
      why: { kind: 'after', link: links[0], title: 'Fix the rounding', others: 1 },
    });
  });

  it('ask when it will not come, once, and start anyway when a person says so', async () => {
    const first = await window.write('finish', { slug: 'broken' });
    const second = await window.write('finish', after(first, 'verified'));
    await window.fleet.submit(second);
    await window.fleet.submit(first);
    const request = await broken(second);
    assert.deepEqual([request.because, request.link.taskId], ['failed', first]);
    await assert.rejects(window.fleet.answer(second, request.requestId, { kind: 'take' }), {
      reason: 'not-possible-now',
    });
    await window.fleet.answer(second, request.requestId, { kind: 'continue' });
    await window.until(second, hasEnded);
    const entries = await window.entries(second);
    assert.deepEqual(
      entries.filter((type) => type.startsWith('chain')),
      ['chain.broken', 'chain.begun'],
    );
  });

  it('are dropped when a person says so', async () => {
    const first = await window.write('finish');
    const second = await window.write('finish', after(first, 'verified'));
    await window.fleet.submit(first);
    await window.fleet.submit(second);
    const request = await broken(second);
    assert.equal(request.because, 'unverified');
    await window.fleet.answer(second, request.requestId, { kind: 'discard' });
    assert.deepEqual(window.did.includes('discard finish'), true);
  });

  it('go on by themselves when what failed is retried and comes after all', async () => {
    const first = await window.write('hold');
    const second = await window.write('finish', after(first, 'complete'));
    await window.fleet.submit(second);
    await window.fleet.submit(first);
    await window.until(first, ({ state }) => state.kind === 'running');
    await window.fleet.stop(first);
    assert.equal((await broken(second)).because, 'stopped');
    await window.fleet.message(first, 'Go on.');
    await window.until(second, hasEnded);
    assert.deepEqual((await window.entries(second)).filter((type) => type.startsWith('chain')).at(-1), 'chain.begun');
  });

  it('are stopped while they wait, and wait again when they are retried', async () => {
    const first = await window.write('hold');
    const second = await window.write('finish', after(first));
    await window.fleet.submit(second);
    await window.fleet.stop(second);
    assert.deepEqual(window.store.get(second).state, { kind: 'stopped', by: 'user' });
    await window.fleet.retry(second);
    await window.until(second, ({ state }) => state.kind === 'queued');
  });

  it('survive the end of their window, with the question that is open', async () => {
    const first = await window.write('finish', { slug: 'broken' });
    const second = await window.write('finish', after(first));
    await window.fleet.submit(first);
    await window.fleet.submit(second);
    const request = await broken(second);
    await window.close();
    window = await TestWindow.open(root);
    assert.deepEqual(window.store.get(second).state, { kind: 'waiting', request });
    await window.fleet.submit(second);
    await window.fleet.answer(second, request.requestId, { kind: 'continue' });
    await window.until(second, hasEnded);
  });

  it('are linked and unlinked until they begin, and never in a circle', async () => {
    const chains = chainsOf(window);
    const [first, second, third] = [
      await window.write('finish', { title: 'One' }),
      await window.write('finish', { title: 'Two' }),
      await window.write('finish', { title: 'Three' }),
    ];
    await chains.link(second, { taskId: first, condition: 'complete' });
    await chains.link(third, { taskId: second, condition: 'complete' });
    await assert.rejects(chains.link(first, { taskId: third, condition: 'landed' }), {
      message: 'Not linked: each of these would wait for the next for good: “One” → “Three” → “Two” → “One”.',
    });
    await window.fleet.submit(third);
    await window.fleet.submit(second);
    await chains.unlink(third, second);
    await window.until(third, hasEnded);
    assert.equal(window.store.get(second).state.kind, 'queued');
    await assert.rejects(chains.link(third, { taskId: first, condition: 'complete' }), { reason: 'not-possible-now' });
    await assert.rejects(chains.unlink(second, third), { reason: 'not-possible-now' });
  });

  it('start from the result, from the same beginning where there is none, or from the checkout when they start anyway', async () => {
    const first = await window.write('finish');
    const base = { kind: 'task', taskId: first } as const;
    const second = await window.write('finish', { ...after(first), base });
    const chains = chainsOf(window);
    await window.fleet.submit(first);
    await window.until(first, hasEnded);
    const { snapshot, head, headName, uncommitted } = window.store.get(first).app.workspace?.repos[0] ?? assert.fail();
    assert.deepEqual(chains.beginning(window.store.get(second)).base, {
      kind: 'point',
      point: { snapshot, head, headName, uncommitted },
    });
    await chains.startAnyway(second);
    assert.equal(chains.beginning(window.store.get(second)).base, undefined);
    assert.deepEqual(new MemoryLog().lines, []);
  });
});
