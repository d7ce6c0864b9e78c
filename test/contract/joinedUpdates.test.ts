import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BaseMoves } from '../../src/app/bases/baseMoves';
import { Conflicts } from '../../src/app/bases/conflicts';
import { conversationOf } from '../../src/core/conversation/conversation';
import type { RepoWorkspace, Task } from '../../src/protocol';
import { Crash, crashStep } from '../fakes/crash';
import { JoinedBench } from '../fakes/joinedBench';

const fence = 1;
const slowMs = 240_000;
const twoRepositories = 'repositories:\n  - path: backend\n  - path: shared-types\n';

describe('An update of a task of several repositories', () => {
  let bench: JoinedBench;
  let task: Task;

  const fresh = async (): Promise<void> => {
    bench = await JoinedBench.open(twoRepositories);
  };
  const work = (worktree: string): void => {
    bench.repo.write(
      {
        'backend/new.py': 'new\n',
        'shared-types/user.ts': 'export interface User {\n  name: string;\n  age: number;\n}\n',
      },
      worktree,
    );
  };
  const begin = async (more: Partial<Task> = {}): Promise<void> => {
    task = await bench.completed(work, more);
  };
  /** A commit in one of the repositories. */
  const move = (name: string, files: Readonly<Record<string, string>>): string => {
    bench.repo.write(files, bench.at(name));
    bench.repo.gitIn(bench.at(name), 'add', '-A');
    bench.repo.gitIn(bench.at(name), 'commit', '-q', '-m', 'theirs');
    return headOf(name);
  };
  const headOf = (name: string): string => bench.repo.gitIn(bench.at(name), 'rev-parse', 'HEAD').trim();
  const look = () => new BaseMoves(bench.git).look(bench.view(task));
  const update = () => bench.updates().update(bench.view(task), 'check', { fence });
  const repos = (): readonly RepoWorkspace[] => bench.view(task).app.workspace?.repos ?? [];
  const bases = () =>
    repos().map(({ snapshot, head, headName, uncommitted }) => ({ snapshot, head, headName, uncommitted }));
  const read = (path: string): string => readFileSync(join(bench.worktree(task), path), 'utf8');
  const statusIn = (name: string): string =>
    bench.repo.gitIn(join(bench.worktree(task), name), 'status', '--porcelain').trim();
  const changed = async (): Promise<string[]> =>
    (await bench.reviews().changeSet(bench.view(task))).repos[0].files.map(({ path }) => path);
  /** Where branch and refs of ours are, in each repository. */
  const branches = (): string[] =>
    ['backend', 'shared-types'].map((name) => bench.repo.gitIn(bench.at(name), 'rev-parse', 'agents/do-it').trim());

  beforeEach(fresh);
  afterEach(() => bench.dispose());

  it('is offered when any of them has moved, and brings up all of them', async () => {
    await begin();
    assert.equal(await look(), null);
    const [, , types] = bases();
    const backend = move('backend', { 'user.py': 'class User:\n    name = "x"\n' });
    const offered = await look();
    assert.deepEqual({ ...offered, head: '' }, { head: '', commits: 1, gone: 0, conflicts: [], canUpdate: true });
    const before = bench.usersState();
    assert.equal(await update(), 'run');
    assert.deepEqual(withoutOurs(bench.usersState()), withoutOurs(before));
    assert.equal(read('backend/user.py'), 'class User:\n    name = "x"\n');
    assert.equal(read('backend/new.py'), 'new\n');
    assert.match(read('shared-types/user.ts'), /age/);
    assert.deepEqual(await changed(), ['backend/new.py', 'shared-types/user.ts']);
    assert.deepEqual(bases().slice(1), [{ snapshot: backend, head: backend, headName: 'main', uncommitted: 0 }, types]);
    assert.deepEqual(branches(), [backend, headOf('shared-types')]);
    assert.deepEqual([statusIn('backend'), statusIn('shared-types')], ['?? new.py', 'M user.ts']);
    assert.match(
      JSON.stringify(conversationOf(bench.journal.events(task.id)).at(-1)),
      /main has moved on by 1 commit.*backend\/user\.py/,
    );
    assert.equal(await look(), null);
    assert.deepEqual(bench.repo.gitIn(bench.at('backend'), 'fsck', '--strict', '--no-dangling'), '');
  });

  it('is applied and taken out again as if the task had begun there', async () => {
    await begin();
    move('backend', { 'user.py': 'class User:\n    name = "x"\n' });
    move('shared-types', { 'more.ts': 'more\n' });
    await update();
    bench.journal.record(task.id, { type: 'finished', outcome: { kind: 'unverified' } });
    const before = bench.usersState();
    await bench.reviews().apply(bench.view(task));
    assert.deepEqual([bench.status('backend'), bench.status('shared-types')], ['?? new.py\n', ' M user.ts\n']);
    await bench.reviews().undo(bench.view(task));
    assert.deepEqual(bench.usersState(), before);
  });

  it('takes along what was uncommitted in each when the task began', async () => {
    bench.repo.write({ 'mine.py': 'mine\n' }, bench.at('backend'));
    await begin();
    move('shared-types', { 'more.ts': 'more\n' });
    const [, backend] = bases();
    await update();
    assert.equal(read('backend/mine.py'), 'mine\n');
    assert.deepEqual(await changed(), ['backend/new.py', 'shared-types/user.ts']);
    const [all, own, types] = bases();
    assert.deepEqual([all?.uncommitted, own?.uncommitted, types?.uncommitted], [1, 1, 0]);
    assert.deepEqual([own?.head, types?.head], [headOf('backend'), headOf('shared-types')]);
    // Both the old base and the new one are held in the repository itself, whatever collects its garbage.
    const kept = bench.repo.gitIn(bench.at('backend'), 'rev-list', '--glob=refs/background-agents').split('\n');
    assert.ok([backend?.snapshot, own?.snapshot].every((each) => each !== undefined && kept.includes(each)));
  });

  it('changes none of them where one does not merge, and opens its conflict', async () => {
    await begin();
    move('backend', { 'other.py': 'other\n' });
    move('shared-types', { 'user.ts': 'export interface User {\n  name: string;\n  email: string;\n}\n' });
    assert.deepEqual((await look())?.conflicts, ['shared-types/user.ts']);
    const before = [bases(), bench.usersState(), bench.entryTypes(task)];
    await assert.rejects(update(), {
      reason: 'conflict',
      message: 'Not updated: the task and the commits since changed the same places of shared-types/user.ts.',
    });
    assert.deepEqual([bases(), bench.usersState(), bench.entryTypes(task)], before);
    const open = await new Conflicts(bench.git).open(bench.view(task), 'update');
    assert.deepEqual(
      open.files.map(({ path }) => path),
      ['shared-types/user.ts'],
    );
  });

  it('merges what an agent committed in one of them, and leaves the branches of the others', async () => {
    await begin();
    const inBackend = join(bench.worktree(task), 'backend');
    bench.repo.gitIn(inBackend, 'add', '-A');
    bench.repo.gitIn(inBackend, 'commit', '-q', '-m', 'by the agent');
    const tip = bench.repo.gitIn(inBackend, 'rev-parse', 'HEAD').trim();
    const moved = move('backend', { 'user.py': 'class User:\n    name = "x"\n' });
    await update();
    const parents = bench.repo.gitIn(bench.at('backend'), 'rev-parse', 'agents/do-it^@').trim().split('\n');
    assert.deepEqual(parents, [tip, moved]);
    assert.equal(statusIn('backend'), '');
  });

  it('can be gone back over, in all of them', async () => {
    task = await bench.create();
    const { worktree } = await bench.prepare(task);
    bench.journal.record(task.id, { type: 'user.message', text: task.prompt, source: 'prompt' });
    work(worktree);
    await bench.checkpoint(task);
    const seq = bench.journal.events(task.id).at(-1)?.seq ?? 0;
    bench.journal.record(task.id, { type: 'finished', outcome: { kind: 'unverified' } });
    const before = [bases(), branches()];
    move('backend', { 'user.py': 'class User:\n    name = "x"\n' });
    await update();
    assert.notDeepEqual([bases(), branches()], before);
    await bench.restores().restoreTo(bench.view(task), { toSeq: seq, what: 'both' }, fence);
    assert.deepEqual([bases(), branches()], before);
    assert.equal(read('backend/user.py'), 'class User:\n    name = ""\n');
    assert.match(read('shared-types/user.ts'), /age/);
    assert.deepEqual((await look())?.commits, 1);
  });

  it('is landed by hand once the branches of all of them hold it', async () => {
    await begin();
    const holds = () => new BaseMoves(bench.git).holds(bench.view(task));
    move('backend', { 'new.py': 'new\n', 'more.py': 'more\n' });
    assert.equal(await holds(), false);
    move('shared-types', { 'user.ts': 'export interface User {\n  name: string;\n  age: number;\n}\n' });
    assert.equal(await holds(), true);
  });

  it('is all there or not at all after a crash at any moment', async function () {
    this.timeout(slowMs);
    for (let before = 1; ; before += crashStep(29)) {
      await begin();
      const untouched = bases();
      const moved = [move('backend', { 'b.py': 'b\n' }), move('shared-types', { 't.ts': 't\n' })];
      const crash = new Crash(before);
      const ended = await crash.run(
        bench.updates((part) => crash.around(part)).update(bench.view(task), 'check', { fence }),
      );
      await bench.updates().recover(bench.view(task), fence);
      if (!bench.entryTypes(task).includes('update.done')) {
        assert.deepEqual(bases(), untouched);
        await update();
      }
      assert.deepEqual(
        bases()
          .slice(1)
          .map(({ snapshot }) => snapshot),
        moved,
      );
      assert.deepEqual(branches(), moved);
      assert.deepEqual(
        [read('backend/b.py'), read('shared-types/t.ts'), read('backend/new.py')],
        ['b\n', 't\n', 'new\n'],
      );
      assert.deepEqual(await changed(), ['backend/new.py', 'shared-types/user.ts']);
      bench.dispose();
      await fresh();
      if (ended === 'done') {
        assert.ok(before > 20);
        break;
      }
    }
  });
});

/** Without refs of ours and branches of agents. */
function withoutOurs(state: Record<string, unknown>): string {
  return JSON.stringify(state).replace(
    /[0-9a-f]{40} commit\\trefs\/(heads\/agents|background-agents)\/[^"\\]+\\n/g,
    '',
  );
}
