import * as assert from 'node:assert/strict';
import type { TaskId } from '../../../src/protocol';
import { OwnerProcess } from '../../fakes/ownerProcess';
import { limitRequest } from '../../fakes/scriptedRunner';
import { removeFolder, temporaryFolder } from '../../fakes/temporaryFolder';
import { TestWindow } from '../../fakes/testWindow';

describe('Letters', () => {
  let root: string;
  let window: TestWindow;
  let other: TestWindow;

  beforeEach(async () => {
    root = await temporaryFolder();
    window = await TestWindow.open(root);
    other = await TestWindow.open(root);
  });

  afterEach(async () => {
    await window.close();
    await other.close();
    await removeFolder(root);
  });

  it('says things in order to a task that the other one runs, and leaves no letter behind', async () => {
    const taskId = await window.write('hold');
    await window.fleet.submit(taskId);
    await window.until(taskId, (view) => view.run.seq === 2);
    await other.until(taskId, (view) => view.run.seq === 2);
    await other.fleet.tell(taskId, { type: 'aside', text: 'Why?' });
    await other.fleet.message(taskId, 'and the rest', 'queue');
    const said = window.launcher.commands.slice(-2).map(({ id, type }) => [id, type]);
    const caused = other.store
      .events(taskId)
      .flatMap(({ causeId, type }) => (causeId === undefined ? [] : [[causeId, type]]));
    assert.deepEqual(
      [said.map(([, type]) => type), caused],
      [
        ['aside', 'message'],
        [
          [said[0]?.[0], 'aside.asked'],
          [said[1]?.[0], 'user.message'],
        ],
      ],
    );
    assert.equal((await other.fleet.settled(taskId)).state.kind, 'complete');
    await letters(window, taskId, 0);
    assert.deepEqual(other.launcher.launches, []);
  });

  it('changes the queue of a task that the other one runs, and says so when that is too late', async () => {
    const taskId = await window.write('hold');
    await window.fleet.submit(taskId);
    await other.until(taskId, (view) => view.run.seq === 2);
    await other.fleet.message(taskId, 'wait for a', 'queue');
    await other.fleet.message(taskId, 'wait for b', 'queue');
    await window.until(taskId, (view) => view.run.queued.length === 2);
    await other.fleet.tell(taskId, { type: 'move', queuedSeq: 4, beforeSeq: 3 });
    await other.fleet.tell(taskId, { type: 'reword', queuedSeq: 4, text: 'wait for c' });
    const queued = [
      { seq: 4, text: 'wait for c' },
      { seq: 3, text: 'wait for a' },
    ];
    assert.deepEqual(other.store.get(taskId).run.queued, queued);
    const late = { type: 'reword', queuedSeq: 9, text: 'never' } as const;
    await assert.rejects(other.fleet.tell(taskId, late), { reason: 'not-possible-now' });
    await assert.rejects(window.fleet.tell(taskId, late), { reason: 'not-possible-now' });
    await other.fleet.tell(taskId, { type: 'move', queuedSeq: 9, beforeSeq: null });
    await window.until(taskId, (view) => view.run.queued[0]?.seq === 4);
    assert.deepEqual(window.store.get(taskId).run.queued, queued);
    await letters(window, taskId, 0);
  });

  it('writes no key of the model into a letter', async () => {
    other.apiKey = 'sk-0123456789abcdef';
    const taskId = await window.write('hold');
    await window.fleet.submit(taskId);
    await window.until(taskId, (view) => view.run.seq === 2);
    await other.until(taskId, (view) => view.run.seq === 2);
    await other.fleet.message(taskId, `Use ${other.apiKey} for that.`, 'queue');
    const [said] = window.launcher.commands.filter(({ type }) => type === 'message');
    assert.equal(said?.type === 'message' && said.text, 'Use [secret model key] for that.');
  });

  it('stops a task that the other one runs', async () => {
    const taskId = await window.write('hold');
    await window.fleet.submit(taskId);
    await other.until(taskId, (view) => view.run.seq === 2);
    await other.fleet.stop(taskId);
    await other.until(taskId, (view) => view.state.kind === 'stopped');
    assert.deepEqual(window.store.get(taskId).state, { kind: 'stopped', by: 'user' });
    await window.until(taskId, () => window.store.ownerOf(taskId) === null);
    await other.fleet.retry(taskId);
    await other.until(taskId, (view) => view.run.seq > 4 && view.state.kind === 'running');
  });

  it('refuses an answer that another one was faster with', async () => {
    const taskId = await window.write('ask');
    await window.fleet.submit(taskId);
    await window.fleet.settled(taskId);
    await other.until(taskId, (view) => view.state.kind === 'waiting');
    await window.fleet.answer(taskId, limitRequest.requestId, { kind: 'take' });
    await other.until(taskId, (view) => view.run.request === null);
    await assert.rejects(other.fleet.answer(taskId, limitRequest.requestId, { kind: 'take' }), {
      message: 'This question was answered already.',
    });
    assert.deepEqual(await window.files.letters.waiting(taskId), []);
  });

  it('takes a letter that comes too late away, and tells who wrote it that nothing came of it', async () => {
    const taskId = await window.write('hold');
    await window.fleet.submit(taskId);
    await window.until(taskId, (view) => view.run.seq === 2);
    await other.until(taskId, (view) => view.run.seq === 2);
    const said = { type: 'answer', requestId: limitRequest.requestId, decision: { kind: 'take' } } as const;
    await window.files.letters.post(taskId, { v: 1, id: 'answertoolate', said });
    await other.fleet.tell(taskId, { type: 'aside', text: 'Why?' });
    await letters(window, taskId, 0);
    assert.deepEqual(
      window.launcher.commands.map(({ type }) => type),
      ['credentials', 'start', 'aside'],
    );
  });

  it('does once what was said to an owner that was killed before, while or after it heard it', async () => {
    for (const [phase, isHeard] of [
      ['left', false],
      ['taken', false],
      ['journaled', true],
    ] as const) {
      const taskId = await window.write('hold');
      const said = { type: 'message', text: `said ${phase}` } as const;
      const letter = { v: 1, id: `letter${phase}`, said } as const;
      await window.files.letters.post(taskId, letter);
      await window.files.letters.post(taskId, {
        v: 1,
        id: `second${phase}`,
        said: { type: 'message', text: 'two', when: 'queue' },
      });
      if (phase !== 'left') {
        assert.equal(await window.files.letters.take(taskId, letter.id), true);
      }
      if (isHeard) {
        const heard = { type: 'user.message', text: said.text, source: 'user' } as const;
        await window.files.appendEvents(taskId, [heard], { fence: 0, causeId: letter.id });
        await window.store.catchUp(taskId);
      }
      await window.fleet.submit(taskId);
      await window.until(taskId, () => texts(window, taskId).includes('two'));
      assert.deepEqual(texts(window, taskId), [said.text, 'two']);
      await letters(window, taskId, 0);
    }
  });

  it('goes on itself when the owner is killed before it heard what is said', async () => {
    const taskId = await other.write('hold');
    const killed = new OwnerProcess(root, taskId, 'hold');
    await killed.line();
    killed.go();
    await killed.line();
    await window.until(taskId, () => window.store.ownerOf(taskId) === 'another');
    const saying = window.fleet.message(taskId, 'are you there?');
    await letters(window, taskId, 1);
    await killed.kill();
    await saying;
    await window.until(taskId, (view) => view.state.kind === 'complete');
    assert.equal(window.store.get(taskId).app.fence, 2);
    assert.deepEqual(texts(window, taskId), ['are you there?']);
  });

  it('says so when the owner does not hear what is said, and takes it back', async () => {
    const taskId = await other.write('hold');
    const deaf = new OwnerProcess(root, taskId, 'hold');
    await deaf.line();
    deaf.go();
    await deaf.line();
    await window.until(taskId, () => window.store.ownerOf(taskId) === 'another');
    window.clock.isImpatient = true;
    await assert.rejects(window.fleet.message(taskId, 'are you there?'), { reason: 'owned' });
    assert.deepEqual(await window.files.letters.waiting(taskId), []);
    await deaf.kill();
  });
});

/** What the user said after the task was written. */
function texts({ store }: TestWindow, taskId: TaskId): string[] {
  return store
    .events(taskId)
    .flatMap((event) => (event.type === 'user.message' && event.source === 'user' ? event.text : []));
}

/** Resolves when as many letters wait. */
async function letters({ files }: TestWindow, taskId: TaskId, count: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const look = async (): Promise<void> => {
      if ((await files.letters.waiting(taskId)).length === count) {
        watching.dispose();
        resolve();
      }
    };
    const watching = files.letters.watch(taskId, () => void look());
    void look();
  });
}
