import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as net from 'node:net';
import * as path from 'node:path';
import { GitError } from '../../src/core/errors';
import type { RunnerEvent, TaskId, TaskView } from '../../src/protocol';
import { ModelServer } from '../fakes/modelServer';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { endResident, openResidentWindow, residentRecord } from '../harness/residentWindow';
import type { SampleRepository } from '../harness/sampleRepository';
import type { WindowServices } from '../harness/servicesProcess';
import { untilView } from '../harness/untilView';
import { sampleRepository } from '../harness/sampleRepository';

describe('a process that runs tasks beside the windows', () => {
  let sample: SampleRepository;
  let data: string;
  let windows: WindowServices[];

  beforeEach(async () => {
    sample = sampleRepository();
    data = await temporaryFolder();
    windows = [];
  });

  afterEach(async () => {
    await Promise.all(windows.map((window) => window.close()));
    await endResident(data);
    sample.remove();
    await removeFolder(data);
  });

  async function open(options: Parameters<typeof openResidentWindow>[1] = {}): Promise<WindowServices> {
    const window = await openResidentWindow(data, options);
    windows.push(window);
    return window;
  }

  async function begin(window: WindowServices, command: string): Promise<TaskId> {
    const { task } = await window.drafts.create({
      ...{ root: sample.folder, prompt: command, verify: null, place: 'worktree', isolation: 'none', approve: 'allow' },
      engine: { kind: 'command', command },
      limits: { maxTurns: 5, verifyRounds: 0 },
    });
    await window.fleet.submit(task.id);
    return task.id;
  }

  const isAtWork = ({ run }: TaskView): boolean => run.progress?.kind === 'tool';
  const inWorktree = (view: TaskView, name: string): string =>
    path.join(view.app.workspace?.repos[0].worktree ?? '', name);
  const seqs = (events: readonly RunnerEvent[]): number[] => events.map((event) => event.seq);

  it('goes on with a task when its window is closed, and a later window has missed nothing', async () => {
    const first = await open();
    const taskId = await begin(first, 'echo one; until [ -e go ]; do sleep 0.05; done; echo two > two.txt');
    await untilView(first, taskId, isAtWork);
    const process = await residentRecord(data);
    const seen = first.store.events(taskId).length;
    await first.close();
    await fs.writeFile(inWorktree(first.store.get(taskId), 'go'), '');

    const second = await open();
    assert.deepEqual((await second.fleet.settled(taskId)).state, { kind: 'complete', result: { kind: 'unverified' } });
    const events = second.store.events(taskId);
    assert.deepEqual(
      seqs(events),
      events.map((_, index) => index + 1),
    );
    assert.deepEqual(events.slice(0, seen), first.store.events(taskId).slice(0, seen));
    assert.equal(events.filter((event) => event.type === 'ready').length, 1);
    await second.fleet.discard(taskId);
    assert.equal(second.store.get(taskId).app.landing.kind, 'discarded');
    assert.deepEqual(await residentRecord(data), process);
  });

  it('is started again when it was killed, and repeats no command', async () => {
    const window = await open();
    await window.fleet.takeUp({ roots: [sample.folder] });
    const taskId = await begin(window, 'echo run >> runs.txt; sleep 600');
    await untilView(window, taskId, isAtWork);
    const killed = await residentRecord(data);
    await endResident(data, 'SIGKILL');
    await untilView(window, taskId, ({ state }) => state.kind === 'failed');
    const { state } = window.store.get(taskId);
    assert.match(state.kind === 'failed' ? state.error.message : '', /was cut off/);
    assert.equal(await fs.readFile(inWorktree(window.store.get(taskId), 'runs.txt'), 'utf8'), 'run\n');
    const present = await residentRecord(data);
    assert.notEqual(present?.pid, killed?.pid);
    const sockets = (await fs.readdir(data)).filter((name) => name.endsWith('.sock'));
    assert.deepEqual(sockets, [path.basename(present?.address ?? '')]);
  });

  it('shows two windows the same, and does what either of them asks', async () => {
    const [one, two] = [await open(), await open()];
    const taskId = await begin(one, 'echo changed > shared.txt');
    await one.fleet.settled(taskId);
    await untilView(two, taskId, ({ state }) => state.kind === 'complete');
    await fs.writeFile(path.join(sample.folder, 'shared.txt'), 'mine\n');
    await assert.rejects(two.fleet.apply(taskId), (error) => error instanceof GitError && error.reason === 'conflict');
    await fs.rm(path.join(sample.folder, 'shared.txt'));
    await two.fleet.apply(taskId);
    assert.equal(await fs.readFile(path.join(sample.folder, 'shared.txt'), 'utf8'), 'changed\n');
    await untilView(one, taskId, ({ app }) => app.landing.kind === 'applied');
    await one.fleet.undo(taskId);
    await assert.rejects(fs.readFile(path.join(sample.folder, 'shared.txt')), { code: 'ENOENT' });
  });

  it('has a key from a window, keeps it in memory, and goes on with it when the window is closed', async () => {
    const server = await ModelServer.start([
      { calls: [{ tool: 'shell', input: { command: 'until [ -e go ]; do sleep 0.05; done' } }] },
      { calls: [{ tool: 'finish', input: { summary: 'Done.' } }] },
    ]);
    try {
      const window = await open({ apiKey: 'sk-resident-secret' });
      const { task } = await window.drafts.create({
        ...{
          root: sample.folder,
          prompt: 'Wait.',
          verify: null,
          place: 'worktree',
          isolation: 'none',
          approve: 'allow',
        },
        engine: { kind: 'model', model: { provider: 'anthropic', name: 'test', baseUrl: server.baseUrl } },
        limits: { maxTurns: 5, verifyRounds: 0 },
      });
      await window.fleet.submit(task.id);
      await untilView(window, task.id, isAtWork);
      await window.close();
      await fs.writeFile(inWorktree(window.store.get(task.id), 'go'), '');
      const later = await open();
      assert.equal((await later.fleet.settled(task.id)).state.kind, 'complete');
      assert.deepEqual(
        server.requests.map((request) => request.headers['x-api-key']),
        ['sk-resident-secret', 'sk-resident-secret'],
      );
      const kept = await fs.readdir(data, { recursive: true, withFileTypes: true });
      for (const entry of kept.filter((candidate) => candidate.isFile())) {
        const text = await fs.readFile(path.join(entry.parentPath, entry.name), 'utf8');
        assert.ok(!text.includes('sk-resident-secret'), entry.name);
      }
    } finally {
      await server.stop();
    }
  });

  it('makes way for another version, which says so when the one that follows is no other', async () => {
    const old = await open();
    await old.fleet.takeUp({ roots: [sample.folder] });
    const before = await residentRecord(data);
    const newer = await open({ version: '999.0.0' });
    await assert.rejects(
      newer.fleet.takeUp({ roots: [sample.folder] }),
      /was not reached: version .* is installed where 999\.0\.0 was expected/,
    );
    assert.notEqual((await residentRecord(data))?.pid, before?.pid);
  });

  it('tells nothing to who does not know its token', async () => {
    const window = await open();
    await window.fleet.takeUp({ roots: [] });
    const record = await residentRecord(data);
    assert.ok(record !== null);
    const said = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = net.connect(record.address);
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.once('error', reject);
      socket.once('close', () => resolve(text));
      socket.write(`${JSON.stringify({ type: 'hello', token: 'x'.repeat(64) })}\n`);
    });
    assert.equal(said, '');
    assert.equal((await fs.stat(path.join(data, 'resident.json'))).mode & 0o077, 0);
  });
});
