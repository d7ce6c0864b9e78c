import * as assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { OwnerProcess } from '../../fakes/ownerProcess';
import { limitRequest } from '../../fakes/scriptedRunner';
import { removeFolder, temporaryFolder } from '../../fakes/temporaryFolder';
import { TestWindow } from '../../fakes/testWindow';
import { commit } from '../core/journal';

describe('Fleet', () => {
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

  it('prepares and runs a task, moves its branch and lets go of it', async () => {
    const taskId = await window.write('finish');
    await window.fleet.submit(taskId);
    const view = await window.fleet.settled(taskId);
    assert.deepEqual(view.state, { kind: 'complete', result: { kind: 'unverified' } });
    assert.deepEqual(await window.entries(taskId), ['created', 'owned', 'preparing', 'prepared']);
    assert.deepEqual(
      [window.launcher.launches, window.did, await window.files.owner(taskId)],
      [[['credentials', 'start']], ['commit finish'], null],
    );
  });

  it('sends no credentials for a model that needs none, and for a command', async () => {
    const rehearsal = { kind: 'model', model: { provider: 'rehearsal', name: 'rehearsal' } } as const;
    const first = await window.write('finish', { engine: rehearsal });
    const second = await window.write('finish', { engine: { kind: 'command', command: 'true' } });
    for (const taskId of [first, second]) {
      await window.fleet.submit(taskId);
      await window.fleet.settled(taskId);
    }
    assert.deepEqual(window.launcher.launches, [['start', 'start']]);
  });

  it('records why a task could not be prepared, and tries again when told to', async () => {
    const taskId = await window.write('finish', { slug: 'broken' });
    await window.fleet.submit(taskId);
    const { state } = await window.fleet.settled(taskId);
    assert.equal(state.kind === 'failed' && state.error.message, 'Another git process is at work.');
    assert.equal(await window.files.owner(taskId), null);
    await window.fleet.retry(taskId);
    await window.fleet.settled(taskId);
    assert.deepEqual((await window.entries(taskId)).slice(-4), ['owned', 'retried', 'preparing', 'prepare.failed']);
  });

  it('refuses an answer that the request does not know, and goes on with one that it does', async () => {
    const taskId = await window.write('ask');
    await window.fleet.submit(taskId);
    await window.fleet.settled(taskId);
    await assert.rejects(window.fleet.answer(taskId, limitRequest.requestId, { kind: 'allow' }), {
      reason: 'not-possible-now',
      message: "The answer was not given: what the agent asks can't be answered like this.",
    });
    assert.deepEqual(
      window.launcher.commands.filter(({ type }) => type === 'answer'),
      [],
    );
    await window.fleet.answer(taskId, limitRequest.requestId, { kind: 'take' });
    assert.equal((await window.fleet.settled(taskId)).state.kind, 'complete');
  });

  it('keeps to its places, and a task that waits for a person leaves its own', async () => {
    await window.close();
    window = await TestWindow.open(root, 1);
    const hold = await window.write('hold');
    const ask = await window.write('ask');
    const finish = await window.write('finish');
    for (const taskId of [hold, ask, finish]) {
      await window.fleet.submit(taskId);
    }
    await window.until(hold, (view) => view.run.seq === 2);
    assert.deepEqual(
      [ask, finish].map((taskId) => window.store.get(taskId).state),
      [{ kind: 'queued' }, { kind: 'queued' }],
    );
    await window.fleet.stop(hold);
    const asking = await window.fleet.settled(ask);
    assert.deepEqual(asking.state, { kind: 'waiting', request: limitRequest });
    const finished = await window.fleet.settled(finish);
    assert.deepEqual([finished.state.kind, window.store.get(ask).state.kind], ['complete', 'waiting']);
  });

  it('stops a task wherever it is', async () => {
    await window.close();
    window = await TestWindow.open(root, 2);
    window.preparing = (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    const preparing = await window.write('finish');
    await window.fleet.submit(preparing);
    await window.until(preparing, (view) => view.state.kind === 'preparing');
    window.preparing = () => Promise.resolve();
    const running = await window.write('hold');
    await window.fleet.submit(running);
    await window.until(running, (view) => view.run.seq === 2);
    const queued = await window.write('hold');
    await window.fleet.submit(queued);
    const untouched = await window.write('hold');
    const all = [preparing, running, queued, untouched];
    for (const taskId of all) {
      await window.fleet.stop(taskId);
    }
    const byUser = { kind: 'stopped', by: 'user' };
    assert.deepEqual(
      all.map((taskId) => window.store.get(taskId).state),
      [byUser, byUser, byUser, byUser],
    );
    assert.deepEqual(window.store.get(running).run.outcome, { kind: 'stopped' });
    assert.deepEqual(await Promise.all(all.map((taskId) => window.files.owner(taskId))), [null, null, null, null]);
  });

  it('goes on with a stopped task, and with a finished one that is sent a message', async () => {
    const taskId = await window.write('finish');
    await window.fleet.stop(taskId);
    await window.fleet.retry(taskId);
    assert.equal((await window.fleet.settled(taskId)).state.kind, 'complete');
    await assert.rejects(window.fleet.retry(taskId), { reason: 'not-possible-now' });
    await window.fleet.message(taskId, 'and now the rest');
    await window.until(taskId, (view) => view.run.outcome?.kind === 'taken');
    await window.fleet.settled(taskId);
    assert.deepEqual(
      window.store.events(taskId).flatMap((event) => (event.type === 'user.message' ? event.text : [])),
      ['finish', 'and now the rest'],
    );
  });

  it('goes on with another model, and gives its key with it', async () => {
    const model = { provider: 'openai', name: 'gpt-5' } as const;
    const taskId = await window.write('hold');
    await window.fleet.submit(taskId);
    await window.until(taskId, (view) => view.run.seq === 2);
    await window.fleet.changeModel(taskId, model);
    await window.until(taskId, (view) => view.run.model !== null);
    await window.fleet.stop(taskId);
    await window.fleet.changeModel(taskId, { ...model, name: 'gpt-5-mini' });
    await window.until(taskId, (view) => view.run.model?.name === 'gpt-5-mini');
    assert.deepEqual(window.launcher.launches, [
      ['credentials', 'start', 'model', 'stop', 'credentials', 'start', 'model'],
    ]);
    assert.deepEqual(
      window.launcher.commands.flatMap((command) =>
        command.type === 'credentials' || command.type === 'model' ? [[command.model.name, command.apiKey]] : [],
      ),
      [
        ['claude-test', 'sk-key'],
        ['gpt-5', 'sk-key'],
        ['gpt-5', 'sk-key'],
        ['gpt-5-mini', 'sk-key'],
      ],
    );
  });

  it('changes no model where there is none, or nothing goes on', async () => {
    const model = { provider: 'openai', name: 'gpt-5' } as const;
    const done = await window.write('finish');
    await window.fleet.submit(done);
    await window.fleet.settled(done);
    const command = await window.write('hold', { engine: { kind: 'command', command: 'true' } });
    await assert.rejects(window.fleet.changeModel(done, model), { message: 'This task is complete.' });
    await assert.rejects(window.fleet.changeModel(command, model), {
      message: 'This task runs a command, which has no model.',
    });
  });

  it('holds a message until the task is there, and sends it once', async () => {
    let goOn: () => void = () => undefined;
    window.preparing = () => new Promise((resolve) => (goOn = resolve));
    const taskId = await window.write('hold');
    await window.fleet.submit(taskId);
    await window.until(taskId, (view) => view.state.kind === 'preparing');
    await window.fleet.message(taskId, 'first');
    goOn();
    await window.fleet.settled(taskId);
    assert.deepEqual(window.launcher.launches, [['credentials', 'start', 'message']]);
  });

  it('tells something beside the work only to a task that runs here', async () => {
    const taskId = await window.write('hold');
    const said = { type: 'aside', text: 'Why?' } as const;
    await assert.rejects(window.fleet.tell(taskId, said), { message: 'Nobody works on this task now.' });
    let goOn: () => void = () => undefined;
    window.preparing = () => new Promise((resolve) => (goOn = resolve));
    await window.fleet.submit(taskId);
    await window.until(taskId, (view) => view.state.kind === 'preparing');
    await window.fleet.tell(taskId, said);
    goOn();
    await window.until(taskId, (view) => view.run.asides.length === 1);
    assert.deepEqual(window.launcher.launches, [['credentials', 'start', 'aside']]);
  });

  it('journals an answer, refuses a second one, and discards when that is the answer', async () => {
    const taskId = await window.write('ask');
    await window.fleet.submit(taskId);
    await window.fleet.settled(taskId);
    await window.fleet.answer(taskId, limitRequest.requestId, { kind: 'take' });
    await assert.rejects(window.fleet.answer(taskId, limitRequest.requestId, { kind: 'take' }), {
      message: 'This question was answered already.',
    });
    assert.deepEqual((await window.fleet.settled(taskId)).state.kind, 'complete');
    const other = await window.write('ask');
    await window.fleet.submit(other);
    await window.fleet.settled(other);
    await window.fleet.answer(other, limitRequest.requestId, { kind: 'discard' });
    assert.equal(window.store.get(other).app.landing.kind, 'discarded');
    await assert.rejects(window.fleet.retry(other), { reason: 'not-possible-now', hint: 'Restore it first.' });
    await window.fleet.restore(other);
    assert.equal(window.store.get(other).app.landing.kind, 'none');
  });

  it('ends a runner that does not stop a task in time, and resumes the others', async () => {
    const held = await window.write('hold');
    const deaf = await window.write('deaf');
    await window.fleet.submit(held);
    await window.fleet.submit(deaf);
    await window.until(deaf, (view) => view.run.seq === 2);
    await window.until(held, (view) => view.run.seq === 2);
    window.clock.isImpatient = true;
    await window.fleet.stop(deaf);
    assert.deepEqual(window.store.get(deaf).state, { kind: 'stopped', by: 'user' });
    assert.equal(await window.files.owner(deaf), null);
    await window.until(held, (view) => view.run.seq === 3 && view.state.kind === 'running');
    assert.equal(window.launcher.launches.length, 2);
  });

  it('does not begin a task anew that was being stopped when the runner was lost', async () => {
    const deaf = await window.write('deaf');
    await window.fleet.submit(deaf);
    await window.until(deaf, (view) => view.run.seq === 2);
    const stopped = window.fleet.stop(deaf);
    const crashing = await window.write('crash once');
    await window.fleet.submit(crashing);
    await window.fleet.settled(crashing);
    await stopped;
    assert.deepEqual(window.store.get(deaf).state, { kind: 'stopped', by: 'user' });
    assert.deepEqual(window.launcher.launches, [
      ['credentials', 'start', 'stop', 'credentials', 'start'],
      ['credentials', 'start'],
    ]);
  });

  it('goes on with a message that is sent while the task is being stopped', async () => {
    let end: () => void = () => undefined;
    const stopping = new Promise<void>((resolve) => {
      window.preparing = (signal) =>
        new Promise((_, reject) => {
          end = () => reject(new Error('aborted'));
          signal.addEventListener('abort', () => resolve());
        });
    });
    const taskId = await window.write('hold');
    await window.fleet.submit(taskId);
    await window.until(taskId, (view) => view.state.kind === 'preparing');
    const stopped = window.fleet.stop(taskId);
    await stopping;
    const told = window.fleet.message(taskId, 'another way');
    await Promise.race([told, delay(50)]);
    window.preparing = () => Promise.resolve();
    end();
    await Promise.all([stopped, told]);
    await window.fleet.settled(taskId);
    assert.deepEqual(window.launcher.launches, [['credentials', 'start', 'message']]);
    assert.ok((await window.entries(taskId)).includes('cancelled'));
  });

  it('records that a task ended without a result', async () => {
    const taskId = await window.write('full');
    await window.fleet.submit(taskId);
    const { state } = await window.fleet.settled(taskId);
    assert.equal(state.kind === 'failed' && state.error.message, 'the disk is full');
  });

  it('lets go of everything at its end, and the next window goes on', async () => {
    const held = await window.write('hold');
    const asking = await window.write('ask');
    const queued = await window.write('finish');
    await window.fleet.submit(held);
    await window.fleet.submit(asking);
    await window.until(held, (view) => view.run.seq === 2);
    await window.fleet.settled(asking);
    await window.close();
    window = await TestWindow.open(root);
    assert.deepEqual(window.store.get(held).state, { kind: 'stopped', by: 'interrupted' });
    await window.fleet.takeUp({ roots: ['/elsewhere'] });
    assert.deepEqual(window.launcher.launches, []);
    await window.fleet.takeUp({ roots: ['/repo'] });
    await window.fleet.settled(queued);
    await window.until(held, (view) => view.run.seq === 3 && view.state.kind === 'running');
    await window.fleet.answer(asking, limitRequest.requestId, { kind: 'take' });
    assert.equal((await window.fleet.settled(asking)).state.kind, 'complete');
  });

  it('recovers a landing that a crash left half done', async () => {
    const taskId = await window.write('finish');
    await window.fleet.submit(taskId);
    await window.fleet.settled(taskId);
    await window.store.append(taskId, {
      type: 'apply.intent',
      applied: { root: '/repo', before: commit, after: commit, files: [] },
    });
    await window.close();
    window = await TestWindow.open(root);
    await window.fleet.takeUp({ roots: ['/repo/folder'] });
    assert.deepEqual([window.did, window.launcher.launches], [['recover finish'], []]);
    assert.equal(await window.files.owner(taskId), null);
  });

  describe('beside another process', () => {
    let other: TestWindow;

    beforeEach(async () => {
      other = await TestWindow.open(root);
    });

    afterEach(() => other.close());

    it('has one owner per task, and follows what the other one does', async () => {
      await Promise.all([window, other].map((each) => each.fleet.takeUp({ roots: ['/repo'] })));
      const taskId = await window.write('ask');
      await other.until(taskId, (view) => view.state.kind === 'waiting');
      await window.until(taskId, (view) => view.state.kind === 'waiting');
      const [owner, follower] = window.launcher.launches.length === 1 ? [window, other] : [other, window];
      assert.deepEqual([owner.launcher.launches.length, follower.launcher.launches.length], [1, 0]);
      await assert.rejects(follower.fleet.apply(taskId), {
        reason: 'owned',
        message: `Another window or terminal (process ${process.pid}) works on this task.`,
      });
      await follower.fleet.answer(taskId, limitRequest.requestId, { kind: 'take' });
      // Who reads the disk may know of an event before its runner tells the owner.
      await Promise.all([owner, follower].map((each) => each.until(taskId, ({ state }) => state.kind === 'complete')));
      assert.deepEqual(
        [owner.launcher.launches, follower.launcher.launches],
        [[['credentials', 'start', 'answer']], []],
      );
      assert.deepEqual(follower.store.events(taskId), owner.store.events(taskId));
    });

    it('takes up a task when its owner lets go of it', async () => {
      const taskId = await window.write('hold');
      await window.fleet.submit(taskId);
      await other.fleet.takeUp({ roots: ['/repo'] });
      await other.until(taskId, (view) => view.run.seq === 2);
      assert.deepEqual(other.launcher.launches, []);
      await window.close();
      await other.until(taskId, (view) => view.run.seq === 3 && view.state.kind === 'running');
      assert.equal(other.store.get(taskId).app.fence, 2);
    });

    it('takes up a task when its owner is killed', async () => {
      const taskId = await other.write('finish');
      const killed = new OwnerProcess(root, taskId, 'hold');
      await killed.line();
      killed.go();
      await killed.line();
      await window.fleet.takeUp({ roots: ['/repo'] });
      assert.deepEqual(window.store.get(taskId).state, { kind: 'queued' });
      await killed.kill();
      await window.until(taskId, (view) => view.state.kind === 'complete');
      assert.equal(window.store.get(taskId).app.fence, 2);
    });
  });
});
