import assert from 'node:assert/strict';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import { openGroupDirectory } from '../../src/adapters/store/groupDirectory';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { InProcessLauncher } from '../../src/cli/launch/inProcessLauncher';
import type { GroupEntryBody, GroupId, TaskId, TaskView } from '../../src/protocol';
import { MemoryLog } from '../fakes/memoryLog';
import { temporaryFolder } from '../fakes/temporaryFolder';
import { TestRepo } from '../fakes/testRepo';
import { openServices, type WindowServices } from '../harness/servicesProcess';

/** Red where `one` and `two` are both there, or `bad` is. */
const check = 'test ! -f bad.txt && ! { test -f one.txt && test -f two.txt; }';

describe('Combining results of agents', () => {
  let repo: TestRepo;
  let services: WindowServices;
  let folder: string;

  beforeEach(async () => {
    repo = TestRepo.with({ 'a.txt': 'one\ntwo\nthree\nfour\nfive\n', 'b.txt': 'b\n' });
    folder = await temporaryFolder();
    services = await open();
  });

  afterEach(async () => {
    await services.close();
    repo.dispose();
  });

  function open(): Promise<WindowServices> {
    return openServices(folder, (log) => ({
      kind: 'here',
      launcher: new InProcessLauncher({ createModel: createModelClient, log }),
    }));
  }

  async function done(title: string, command: string, verify: string | null = null): Promise<TaskId> {
    const { task } = await services.drafts.create({
      ...{ root: repo.root, title, prompt: `${title} it`, verify, place: 'worktree', isolation: 'none' },
      ...{ approve: 'allow', engine: { kind: 'command', command }, limits: { maxTurns: 5, verifyRounds: 0 } },
    });
    await services.fleet.submit(task.id);
    const { state } = await services.fleet.settled(task.id);
    assert.equal(state.kind, 'complete');
    return task.id;
  }

  async function combined(
    taskIds: TaskId[],
    commands = [check],
  ): Promise<{ groupId: GroupId; result: TaskView | null }> {
    const groupId = await services.trains.start({ taskIds, commands, title: 'All of it' });
    const train = await services.trains.settled(groupId);
    assert.equal(train?.end?.kind, 'done', JSON.stringify(train?.end));
    const { taskId } = train.end;
    return { groupId, result: taskId === null ? null : await services.fleet.settled(taskId) };
  }

  /** What the group's journal says, with titles in the place of ids. */
  async function told(groupId: GroupId, names: Record<string, TaskId>): Promise<unknown[]> {
    const files = await openGroupDirectory(folder, { clock: new SystemClock(), log: new MemoryLog() });
    const { entries } = await files.load(groupId);
    const nameOf = (taskId: string): string => Object.entries(names).find(([, id]) => id === taskId)?.[0] ?? taskId;
    return entries.flatMap((entry) => lineOf(entry, nameOf));
  }

  function lineOf(entry: GroupEntryBody, nameOf: (taskId: string) => string): unknown[] {
    if (entry.type === 'train.started') {
      return [{ order: entry.train.carriages.map(({ taskId }) => nameOf(taskId)).join(' ') }];
    }
    if (entry.type === 'train.checked') {
      return [{ [entry.check.verdict]: entry.check.taskIds.map(nameOf).join(' ') }];
    }
    if (entry.type === 'train.joined') {
      return [{ joined: entry.taskIds.map(nameOf).join(' ') }];
    }
    if (entry.type !== 'train.left') {
      return [];
    }
    const { why } = entry;
    const others = why.kind === 'gone' ? why.said : why.with.map(nameOf).join(' ');
    return [{ left: nameOf(entry.taskId), [why.kind]: others, ...(why.kind === 'conflict' ? { at: why.places } : {}) }];
  }

  it('checks once when all go together, and makes one task of them with a commit for each', async () => {
    const names = {
      A: await done('A', 'echo a > one.txt'),
      B: await done('B', 'mkdir test && echo "it(\'works\', () => {});" > test/b.test.js'),
      C: await done('C', 'sed -i s/five/FIVE/ a.txt'),
    };
    const before = repo.userState();

    const { groupId, result } = await combined(Object.values(names));

    assert.deepEqual(await told(groupId, names), [{ order: 'A B C' }, { green: 'A B C' }, { joined: 'A B C' }]);
    assert.equal(result?.state.kind, 'complete');
    assert.deepEqual(
      result.run.files.map(({ path }) => path),
      ['a.txt', 'one.txt', 'test/b.test.js'],
    );
    const making = services.groups.get(groupId).train?.making ?? null;
    assert.ok(making !== null);
    assert.deepEqual(
      making.shares.map(({ label, files, added, removed, tests }) => ({ label, files, added, removed, tests })),
      [
        { label: 'A', files: 1, added: 1, removed: 0, tests: 0 },
        { label: 'B', files: 1, added: 1, removed: 0, tests: 1 },
        { label: 'C', files: 1, added: 1, removed: 1, tests: 0 },
      ],
    );
    const subjects = repo.git('log', '--format=%s', '--reverse', `${repo.head()}..${making.commit}`).trim();
    assert.deepEqual(subjects.split('\n'), ['A', 'B', 'C']);
    const { branch = '' } = result.app.workspace?.repos[0] ?? {};
    assert.equal(repo.git('rev-parse', branch ?? '').trim(), making.commit);
    const { own } = await services.landings.look(result);
    assert.deepEqual(
      own.map((message) => message.split('\n')[0]),
      ['A', 'B', 'C'],
    );
    assert.deepEqual({ ...repo.userState(), refs: '' }, { ...before, refs: '' });
  });

  it('names the one of five that breaks only together with another, and goes on without it', async () => {
    const names = {
      A: await done('A', 'echo a > one.txt', check),
      B: await done('B', 'echo b > b2.txt', check),
      C: await done('C', 'echo c > c.txt', check),
      D: await done('D', 'echo d > two.txt', check),
      E: await done('E', 'echo e > e.txt', check),
    };

    const { groupId, result } = await combined(Object.values(names));

    assert.deepEqual(await told(groupId, names), [
      { order: 'A B C D E' },
      { red: 'A B C D E' },
      { green: 'A B' },
      { green: 'A B C' },
      { red: 'A B C D' },
      { green: 'D' },
      { red: 'A D' },
      { left: 'D', red: 'A' },
      { green: 'A B C E' },
      { joined: 'A B C E' },
    ]);
    assert.deepEqual(
      result?.run.files.map(({ path }) => path),
      ['b2.txt', 'c.txt', 'e.txt', 'one.txt'],
    );
  });

  it('leaves out who conflicts with most, and says with whom and where', async () => {
    const names = {
      A: await done('A', 'sed -i s/one/ONE/ a.txt; sed -i s/five/FIVE/ a.txt'),
      B: await done('B', 'sed -i s/one/1/ a.txt'),
      C: await done('C', 'sed -i s/five/5/ a.txt'),
    };

    const { groupId, result } = await combined(Object.values(names));

    const places = [{ path: 'a.txt', line: 1 }];
    assert.deepEqual(await told(groupId, names), [
      { order: 'B C A' },
      { left: 'A', conflict: 'B C', at: places },
      { green: 'B C' },
      { joined: 'B C' },
    ]);
    assert.equal(repo.git('show', `${result?.run.checkpoint?.tree ?? ''}:a.txt`), '1\ntwo\nthree\nfour\n5\n');
  });

  it('says so when the checks are red without any of them, and makes nothing', async () => {
    const taskIds = [await done('A', 'echo a > one.txt'), await done('B', 'echo b > b2.txt')];
    const groupId = await services.trains.start({ taskIds, commands: ['test -f never.txt'] });
    const train = await services.trains.settled(groupId);
    assert.equal(train?.end?.kind, 'failed');
    assert.match(train.end.error.message, /^Nothing was joined: test -f never\.txt fails even without the changes/);
  });

  it('combines nothing of an agent that is not complete, and nothing of one agent alone', async () => {
    const one = await done('A', 'echo a > one.txt');
    const { task } = await services.drafts.create({
      ...{ root: repo.root, prompt: 'Later', verify: null, place: 'worktree', isolation: 'none', approve: 'allow' },
      ...{ engine: { kind: 'command', command: 'true' }, limits: { maxTurns: 5, verifyRounds: 0 } },
    });
    await assert.rejects(services.trains.start({ taskIds: [one, task.id] }), {
      message: 'Nothing was combined: Later has no finished change.',
    });
    await assert.rejects(services.trains.start({ taskIds: [one] }), {
      message: 'Nothing was combined: choose at least two agents.',
    });
    assert.equal(services.groups.current.size, 0);
  });
});
