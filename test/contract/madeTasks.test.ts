import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InProcessLauncher } from '../../src/cli/launch/inProcessLauncher';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import { ObjectName, type StartingPoint, type TaskView } from '../../src/protocol';
import { temporaryFolder } from '../fakes/temporaryFolder';
import { TestRepo } from '../fakes/testRepo';
import { openServices, type WindowServices } from '../harness/servicesProcess';

describe('A task that is made of results of others', () => {
  let repo: TestRepo;
  let services: WindowServices;
  let first: TaskView;
  let point: StartingPoint;

  beforeEach(async () => {
    repo = TestRepo.with({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    repo.write({ 'b.txt': 'not committed\n' });
    services = await openServices(await temporaryFolder(), (log) => ({
      kind: 'here',
      launcher: new InProcessLauncher({ createModel: createModelClient, log }),
    }));
    first = await done('echo one > one.txt', 'test -f one.txt');
    const snapshot = first.app.workspace?.repos[0].snapshot ?? ObjectName.parse('0'.repeat(40));
    point = { snapshot, head: null, headName: 'main', uncommitted: 1 };
  });

  afterEach(async () => {
    await services.close();
    repo.dispose();
  });

  async function done(command: string, verify: string): Promise<TaskView> {
    const { task } = await services.drafts.create({
      ...{ root: repo.root, prompt: command, verify, place: 'worktree', isolation: 'none', approve: 'allow' },
      ...{ engine: { kind: 'command', command }, limits: { maxTurns: 5, verifyRounds: 0 } },
    });
    return settled(task.id);
  }

  async function settled(taskId: TaskView['task']['id']): Promise<TaskView> {
    await services.fleet.submit(taskId);
    return services.fleet.settled(taskId);
  }

  /** A commit of the snapshot with other files on it. */
  function commitWith(files: Readonly<Record<string, string>>): ObjectName {
    const folder = join(repo.folder, 'aside');
    repo.git('worktree', 'add', '-q', '--detach', folder, point.snapshot);
    repo.write(files, folder);
    repo.gitIn(folder, 'add', '-A');
    repo.gitIn(folder, 'commit', '-q', '-m', 'aside');
    const commit = ObjectName.parse(repo.gitIn(folder, 'rev-parse', 'HEAD').trim());
    repo.git('worktree', 'remove', '--force', folder);
    return commit;
  }

  it('has them as its change, is checked before it is complete, and is applied as any other', async () => {
    const commit = commitWith({ 'one.txt': 'one\n', 'a.txt': 'changed\n' });
    repo.write({ 'b.txt': 'changed meanwhile\n' });
    const from = [{ taskId: first.task.id, label: 'one' }];
    const made = await services.made.create({
      ...{ title: 'Both', prompt: 'Put together.', like: first.task, point, commit, from },
    });
    const view = await settled(made.task.id);
    assert.deepEqual(
      [view.state.kind, view.run.outcome?.kind, view.run.receipt?.command],
      ['complete', 'verified', 'test -f one.txt'],
    );
    assert.deepEqual(
      view.run.files.map(({ path, status }) => [path, status]),
      [
        ['a.txt', 'modified'],
        ['one.txt', 'added'],
      ],
    );
    const worktree = view.app.workspace?.repos[0].worktree ?? '';
    assert.equal(readFileSync(join(worktree, 'b.txt'), 'utf8'), 'not committed\n');
    await services.fleet.apply(view.task.id);
    const read = (name: string): string => readFileSync(join(repo.root, name), 'utf8');
    assert.deepEqual([read('a.txt'), read('one.txt'), read('b.txt')], ['changed\n', 'one\n', 'changed meanwhile\n']);
  });

  it('is not complete where the checks are red on it', async () => {
    const commit = commitWith({ 'a.txt': 'changed\n' });
    const from = [{ taskId: first.task.id, label: 'one' }];
    const made = await services.made.create({
      ...{ title: 'Both', prompt: 'Put together.', like: first.task, point, commit, from },
    });
    const view = await settled(made.task.id);
    assert.deepEqual([view.state.kind, view.run.receipt?.exitCode], ['waiting', 1]);
  });

  it('can be tried out before, beside one of them, which stays as it is', async () => {
    const commit = commitWith({ 'other.txt': 'other\n' });
    const commands = ['test -f other.txt', 'test -f one.txt', 'true'];
    const receipts = await services.tryouts.run(first.task.id, { commit, commands });
    assert.deepEqual(
      receipts.map(({ command, exitCode }) => [command, exitCode]),
      [
        ['test -f other.txt', 0],
        ['test -f one.txt', 1],
      ],
    );
    const before = services.store.events(first.task.id).length;
    assert.deepEqual(await services.tryouts.run(first.task.id, { commit, commands }), receipts);
    const after = services.store.get(first.task.id);
    assert.equal(services.store.events(first.task.id).length, before);
    assert.deepEqual(
      [after.state.kind, after.run.outcome, after.run.files],
      ['complete', first.run.outcome, first.run.files],
    );
  });
});
