import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createModelClient } from '../../src/adapters/models/createModelClient';
import { InProcessLauncher } from '../../src/cli/launch/inProcessLauncher';
import type { TaskId, TaskView } from '../../src/protocol';
import type { ServerTurn } from '../fakes/modelScript';
import { ModelServer } from '../fakes/modelServer';
import { finishing, writing } from '../fakes/raceBench';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { TestRepo } from '../fakes/testRepo';
import { openServices, type WindowServices } from '../harness/servicesProcess';
import { untilView } from '../harness/untilView';

const ofAgent = (tool: string) => (agent: string) => ({ calls: [{ tool, input: { agent } }] });
const [wait, take] = [ofAgent('wait_for_agent'), ofAgent('take_agent')];
const start: ServerTurn = { calls: [{ tool: 'start_agent', input: { title: 'Part', prompt: 'Write the part.' } }] };

describe('an agent that takes what one that it started has changed', function () {
  this.timeout(60_000);
  let repo: TestRepo;
  let data: string;
  let server: ModelServer;
  let services: WindowServices;
  let parentTurns: ((agent: string) => ServerTurn)[];
  let childTurns: ServerTurn[];

  beforeEach(async () => {
    repo = TestRepo.with({ 'both.txt': 'one\ntwo\n', 'own.txt': 'old\n' });
    data = await temporaryFolder();
    server = await ModelServer.start(turn);
    services = await openServices(
      data,
      (log) => ({ kind: 'here', launcher: new InProcessLauncher({ createModel: createModelClient, log }) }),
      'key',
    );
  });

  afterEach(async () => {
    await services.close();
    await server.stop();
    await removeFolder(data);
    repo.dispose();
  });

  function turn(body: unknown): ServerTurn {
    const said = JSON.stringify(body);
    const played = (body as { messages: { role: string }[] }).messages.filter(({ role }) => role === 'assistant');
    const [, agent = ''] = /as agent (01[0-9A-Z]{24})/.exec(said) ?? [];
    const isParent = said.includes('Do all of it.');
    return (isParent ? parentTurns[played.length]?.(agent) : childTurns[played.length]) ?? { calls: [finishing] };
  }

  async function begin(): Promise<TaskId> {
    const { task } = await services.drafts.create({
      ...{ root: repo.root, prompt: 'Do all of it.', verify: null, place: 'worktree', isolation: 'none' },
      ...{ approve: 'ask', limits: { maxTurns: 10, verifyRounds: 0 }, budget: { tokens: 10_000_000 } },
      ...{ mayStart: { count: 1, depth: 1 } },
      engine: {
        kind: 'model',
        model: { provider: 'openai-compatible', name: 'test', baseUrl: server.baseUrl },
      },
    });
    await services.fleet.submit(task.id);
    return task.id;
  }

  const childOf = (taskId: TaskId): TaskView | undefined =>
    [...services.store.current.values()].find(({ task }) => task.startedBy?.taskId === taskId);
  const fileOf = ({ app }: TaskView, file: string): string | null => {
    const place = path.join(app.workspace?.repos[0].worktree ?? '', file);
    return fs.existsSync(place) ? fs.readFileSync(place, 'utf8') : null;
  };
  const taken = (taskId: TaskId): { outcome: string; text: string }[] =>
    services.store.events(taskId).flatMap((event) => {
      return event.type === 'tool.result' && event.tool === 'take_agent'
        ? [{ outcome: event.outcome, text: event.text }]
        : [];
    });

  it('has its files beside its own, said in its journal, and nothing anywhere else', async () => {
    parentTurns = [
      () => start,
      () => ({ calls: writing({ 'both.txt': 'ONE\ntwo\n', 'own.txt': 'new\n' }) }),
      wait,
      take,
      take,
    ];
    childTurns = [{ calls: writing({ 'part/new.txt': 'part\n' }) }];
    const view = await services.fleet.settled(await begin());
    assert.deepEqual(
      ['both.txt', 'own.txt', 'part/new.txt'].map((file) => fileOf(view, file)),
      ['ONE\ntwo\n', 'new\n', 'part\n'],
    );
    const text = 'Taken from Part.\nChanged: 1 file +1 −0\n- added part/new.txt +1 −0';
    assert.deepEqual(taken(view.task.id), [
      { outcome: 'ok', text },
      { outcome: 'ok', text },
    ]);
    assert.deepEqual(
      view.run.files.map(({ path: file }) => file),
      ['both.txt', 'own.txt', 'part/new.txt'],
    );
    assert.deepEqual([repo.git('status', '--porcelain'), repo.git('stash', 'list')], ['', '']);
  });

  it('changes nothing where the two do not merge, and names the files', async () => {
    parentTurns = [() => start, () => ({ calls: writing({ 'both.txt': 'parent\ntwo\n' }) }), wait, take];
    childTurns = [{ calls: writing({ 'both.txt': 'child\ntwo\n', 'part.txt': 'part\n' }) }];
    const view = await services.fleet.settled(await begin());
    assert.deepEqual([fileOf(view, 'both.txt'), fileOf(view, 'part.txt')], ['parent\ntwo\n', null]);
    const [only] = taken(view.task.id);
    assert.equal(only?.outcome, 'error');
    assert.match(only.text, /^Nothing was taken: what Part changed does not merge with your files in:\n- both\.txt\n/);
  });

  it('takes nothing of one that is at work, and of no agent of another task', async () => {
    const stranger = '01JD8X0000000000000000000A';
    parentTurns = [() => start, take, () => take(stranger)];
    childTurns = [{ text: 'Thinking.', hold: 'before' }];
    const view = await services.fleet.settled(await begin());
    assert.deepEqual(
      taken(view.task.id).map(({ text }) => text.split('. ')[0]),
      ['Nothing was taken: Part has no finished result', `You have started no agent ${stranger}`],
    );
  });

  it('asks about control files that it takes, however they were allowed there, and has them back until then', async () => {
    parentTurns = [() => start, wait, take];
    childTurns = [{ calls: writing({ '.vscode/tasks.json': '{"tasks":[]}\n', 'part.txt': 'part\n' }) }];
    const taskId = await begin();
    await untilView(services, taskId, () => childOf(taskId)?.state.kind === 'waiting');
    const child = childOf(taskId);
    assert.ok(child?.run.request !== null && child !== undefined);
    await services.fleet.answer(child.task.id, child.run.request.requestId, { kind: 'allow' });
    await untilView(services, taskId, ({ state }) => state.kind === 'waiting');
    const asking = services.store.get(taskId);
    assert.deepEqual([fileOf(asking, '.vscode/tasks.json'), fileOf(asking, 'part.txt')], [null, 'part\n']);
    const { request } = asking.run;
    assert.ok(request?.kind === 'approval');
    assert.match(JSON.stringify(request), /\.vscode\/tasks\.json/);
    await services.fleet.answer(taskId, request.requestId, { kind: 'deny' });
    const view = await services.fleet.settled(taskId);
    assert.deepEqual([fileOf(view, '.vscode/tasks.json'), fileOf(view, 'part.txt')], [null, 'part\n']);
  });
});
