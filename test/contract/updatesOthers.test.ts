import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import type { NewTask } from '../../src/app/tasks/drafts';
import { InProcessLauncher } from '../../src/cli/launch/inProcessLauncher';
import type { TaskView } from '../../src/protocol';
import { temporaryFolder } from '../fakes/temporaryFolder';
import { TestRepo } from '../fakes/testRepo';
import { openServices, type WindowServices } from '../harness/servicesProcess';

describe('Updates of tasks that wait, or began elsewhere than in the checkout', () => {
  let repo: TestRepo;
  let services: WindowServices;

  beforeEach(async () => {
    repo = TestRepo.with({ 'a.txt': 'a\n' });
    services = await openServices(await temporaryFolder(), (log) => ({
      kind: 'here',
      launcher: new InProcessLauncher({ createModel: createModelClient, log }),
    }));
  });

  afterEach(async () => {
    await services.close();
    repo.dispose();
  });

  const done = async (more: Partial<NewTask>): Promise<TaskView> => {
    const command = 'echo mine > mine.txt';
    const { task } = await services.drafts.create({
      ...{ root: repo.root, prompt: command, verify: null, place: 'worktree', isolation: 'none', approve: 'allow' },
      ...{ engine: { kind: 'command', command }, limits: { maxTurns: 5, verifyRounds: 0 } },
      ...more,
    });
    await services.fleet.submit(task.id);
    return services.fleet.settled(task.id);
  };
  const fileIn = (view: TaskView, name: string): boolean =>
    existsSync(join(view.app.workspace?.repos[0].worktree ?? '', name));

  it('follow the branch that the task began from, wherever the checkout is', async () => {
    repo.git('branch', 'topic');
    const view = await done({ base: { kind: 'ref', name: 'topic' } });
    repo.write({ 'main.txt': 'm\n' });
    repo.commit('on main');
    assert.equal(await services.baseMoves.look(view), null);

    repo.git('checkout', '-q', 'topic');
    repo.write({ 'topic.txt': 't\n' });
    const topic = repo.commit('on topic');
    repo.git('checkout', '-q', 'main');
    const { files, index, head } = repo.userState();
    assert.deepEqual(await services.baseMoves.look(view), {
      ...{ head: topic, commits: 1, gone: 0, conflicts: [], canUpdate: true },
    });
    await services.fleet.update(view.task.id, 'check');
    const updated = await services.fleet.settled(view.task.id);
    const [base] = updated.app.workspace?.repos ?? [];
    assert.deepEqual([base?.head, base?.headName, base?.snapshot], [topic, 'topic', topic]);
    assert.deepEqual(
      ['mine.txt', 'topic.txt', 'main.txt'].map((name) => fileIn(updated, name)),
      [true, true, false],
    );
    assert.deepEqual(
      updated.run.files.map(({ path }) => path),
      ['mine.txt'],
    );
    const after = repo.userState();
    assert.deepEqual([after['files'], after['index'], after['head']], [files, index, head]);
    await assert.rejects(services.fleet.update(view.task.id, 'check'), { message: /topic is the commit/ });

    repo.git('branch', '-q', '-D', 'topic');
    assert.equal(await services.baseMoves.look(updated), null);
    await assert.rejects(services.fleet.update(view.task.id, 'check'), { reason: 'no-commit' });
  });

  it('say why where what a task began from stays what it was', async () => {
    const first = await done({});
    const second = await done({ base: { kind: 'task', taskId: first.task.id } });
    const message = /began from the result of another agent\. Apply that one or commit it to your branch first/;
    await assert.rejects(services.fleet.update(second.task.id, 'check'), { reason: 'not-possible-now', message });
  });

  it('end what a task waits for, and let it go on by itself on the new base', async () => {
    const view = await done({ verify: 'test -f later.txt' });
    assert.equal(view.state.kind, 'waiting');
    repo.write({ 'later.txt': 'l\n' });
    repo.commit('what was missing');
    await services.fleet.update(view.task.id, 'check');
    const updated = await services.fleet.settled(view.task.id);
    assert.deepEqual([updated.state.kind, updated.run.outcome?.kind], ['complete', 'verified']);
    assert.equal(fileIn(updated, 'later.txt'), true);
  });

  it('leave a task that waits as it is where the base did not move, and its question can still be answered', async () => {
    const view = await done({ verify: 'test -f later.txt' });
    await assert.rejects(services.fleet.update(view.task.id, 'check'), { message: /is on the commit/ });
    const after = await services.fleet.settled(view.task.id);
    const { state } = after;
    assert.ok(state.kind === 'waiting' && state.request.kind === 'red-check', state.kind);
    await services.fleet.answer(view.task.id, state.request.requestId, { kind: 'take' });
    const taken = await services.fleet.settled(view.task.id);
    assert.deepEqual([taken.state.kind, taken.run.outcome?.kind], ['complete', 'taken']);
  });
});
