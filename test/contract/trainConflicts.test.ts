import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import { openGroupDirectory } from '../../src/adapters/store/groupDirectory';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { InProcessLauncher } from '../../src/cli/launch/inProcessLauncher';
import { trainFacts } from '../../src/core/train/trainLabels';
import { english } from '../../src/core/translate';
import type { GroupEntryBody, GroupId, TaskId } from '../../src/protocol';
import { builtProgram } from '../fakes/builtProgram';
import { MemoryLog } from '../fakes/memoryLog';
import type { ServerTurn } from '../fakes/modelScript';
import { ModelServer } from '../fakes/modelServer';
import { temporaryFolder } from '../fakes/temporaryFolder';
import { TestRepo } from '../fakes/testRepo';
import { openServices, type WindowServices } from '../harness/servicesProcess';

const key = 'sk-trains';
const combiner = join(import.meta.dirname, '../fixtures/trains/combiner.ts');
const run = (command: string): ServerTurn => ({
  calls: [
    { tool: 'shell', input: { command } },
    { tool: 'finish', input: { summary: 'Done.' } },
  ],
});
const whole = 'one\nTWO\n2\nthree\n';

describe('Two agents that changed the same lines', () => {
  let repo: TestRepo;
  let folder: string;
  let services: WindowServices;
  let server: ModelServer;
  /** What the second agent does when it was told that its change meets that of the first. */
  let answers: string[];

  beforeEach(async () => {
    repo = TestRepo.with({ 'a.txt': 'one\ntwo\nthree\n' });
    folder = await temporaryFolder();
    answers = [`printf '${whole.replaceAll('\n', '\\n')}' > a.txt`];
    // By what was said, so that a request which a crash cut off is answered the same again.
    server = await ModelServer.start(
      (body) => {
        const said = JSON.stringify(body);
        const told = said.match(/Joining [\w-]+: /g)?.length ?? 0;
        const first = said.includes('Shout it') && !said.includes('Count it');
        return run(
          first ? 'sed -i s/two/TWO/ a.txt' : told === 0 ? 'sed -i s/two/2/ a.txt' : (answers[told - 1] ?? 'true'),
        );
      },
      { apiKey: key },
    );
    services = await open();
  });

  afterEach(async () => {
    await services.close();
    await server.stop();
    repo.dispose();
  });

  function open(): Promise<WindowServices> {
    return openServices(
      folder,
      (log) => ({ kind: 'here', launcher: new InProcessLauncher({ createModel: createModelClient, log }) }),
      key,
    );
  }

  async function agents(): Promise<TaskId[]> {
    const tasks: TaskId[] = [];
    for (const [title, prompt] of [
      ['A', 'Shout it in a.txt'],
      ['B', 'Count it in a.txt'],
    ] as const) {
      const { task } = await services.drafts.create({
        ...{ root: repo.root, title, prompt, verify: 'test -f a.txt', place: 'worktree', isolation: 'none' },
        ...{ approve: 'allow', limits: { maxTurns: 5, verifyRounds: 1 } },
        engine: {
          kind: 'model',
          model: { provider: 'openai-compatible', name: 'test', baseUrl: server.baseUrl },
        },
      });
      await services.fleet.submit(task.id);
      assert.equal((await services.fleet.settled(task.id)).state.kind, 'complete');
      tasks.push(task.id);
    }
    return tasks;
  }

  async function entries(groupId: GroupId): Promise<GroupEntryBody[]> {
    const files = await openGroupDirectory(folder, { clock: new SystemClock(), log: new MemoryLog() });
    return (await files.load(groupId)).entries;
  }

  /** What is said while they are combined, and what comes of it. */
  async function combined(taskIds: TaskId[]): Promise<{ facts: string[]; text: string | null }> {
    const groupId = await services.trains.start({ taskIds, title: 'All of it' });
    const train = await services.trains.settled(groupId);
    assert.equal(train?.end?.kind, 'done', JSON.stringify(train?.end));
    const result = train.end.taskId === null ? null : await services.fleet.settled(train.end.taskId);
    const tree = result?.run.checkpoint?.tree;
    return { facts: trainFacts(train, english), text: tree === undefined ? null : repo.git('show', `${tree}:a.txt`) };
  }

  it('are joined by the later one, which is given the work of the other and told what it meant', async () => {
    const [first, second] = await agents();
    assert.ok(first !== undefined && second !== undefined);
    const before = repo.userState();
    const { facts, text } = await combined([first, second]);
    assert.equal(text, whole);
    assert.deepEqual(facts.slice(0, 1), ['A, B do not merge in a.txt']);
    const told = services.store.events(second).flatMap((event) => (event.type === 'updated' ? [event] : []));
    assert.equal(told.length, 1);
    const { note = '', conflicts, then } = told[0] ?? {};
    assert.deepEqual([conflicts, then], [['a.txt'], 'resolve']);
    assert.match(note, /^Joining [\w-]+: your change does not merge with that of “A” in a\.txt\./);
    assert.match(note, /Shout it in a\.txt/);
    assert.match(note, /\+TWO/);
    assert.match(note, /TWO\n(\|{7}.*\ntwo\n)?=+\n2\n/);
    // It is checked as any other result, by its own check too, and the other agent is left alone.
    assert.equal(services.store.get(second).run.outcome?.kind, 'verified');
    assert.equal(services.store.events(first).filter(({ type }) => type === 'finished').length, 1);
    assert.deepEqual({ ...repo.userState(), refs: '' }, { ...before, refs: '' });
  });

  it('are left apart where the conflict stays open, once a person was asked', async () => {
    answers = ['true', 'true'];
    const taskIds = await agents();
    const [, second] = taskIds;
    assert.ok(second !== undefined);
    const asked = services.store.onDidChange(({ taskId, view: { state } }) => {
      if (taskId === second && state.kind === 'waiting' && state.request.kind === 'red-check') {
        asked.dispose();
        assert.equal(state.request.receipt.command, 'No conflict marks are left');
        void services.fleet.answer(second, state.request.requestId, { kind: 'take' });
      }
    });
    const { facts, text } = await combined(taskIds);
    assert.equal(text, 'one\nTWO\nthree\n');
    assert.equal(
      facts.at(-1),
      'B is left out: it does not merge with A in a.txt:2; apply the result, then this one, and resolve the conflict in the merge editor',
    );
  });

  it('are one result after kill -9 at every join, and nothing is said or made twice', async () => {
    const taskIds = await agents();
    await services.close();
    const ends = ['train.telling', 'update.intent', 'train.told', 'train.joined', 'train.mended', 'train.making'];
    for (const end of ends) {
      const argv = [builtProgram(combiner), folder, repo.root, key, end, ...taskIds];
      const child = spawn(process.execPath, argv, { stdio: ['ignore', 'inherit', 'inherit'] });
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      assert.equal(signal, 'SIGKILL', end);
    }
    services = await open();
    const [groupId] = services.groups.current.keys();
    assert.ok(groupId !== undefined);
    await services.fleet.takeUp({ roots: [repo.root] });
    await services.trains.takeUp({ roots: [repo.root] });
    const train = await services.trains.settled(groupId);
    assert.equal(train?.end?.kind, 'done', JSON.stringify(train?.end));
    assert.deepEqual(train.joined?.taskIds, taskIds);
    const { making } = train;
    assert.equal(repo.git('show', `${making?.commit ?? ''}:a.txt`), whole);
    assert.equal(repo.git('rev-list', '--count', `${repo.head()}..${making?.commit ?? ''}`).trim(), '2');
    const results = [...services.store.current.values()].filter(({ task }) => task.base?.kind === 'point');
    assert.equal(results.length, 1);
    const [, second] = taskIds;
    const told = second === undefined ? [] : services.store.events(second).filter(({ type }) => type === 'updated');
    assert.equal(told.length, 1);
    const kinds = (await entries(groupId)).map(({ type }) => type);
    for (const kind of ['train.telling', 'train.told', 'train.mended', 'train.making', 'train.done']) {
      assert.equal(kinds.filter((each) => each === kind).length, 1, kind);
    }
  });
});
