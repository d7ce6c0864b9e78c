import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Receipt, RunnerEvent, TaskState } from '../../src/protocol';
import { ModelServer } from '../fakes/modelServer';
import type { ServerTurn } from '../fakes/modelScript';
import { openSampleCli, type SampleCli } from '../harness/sampleCli';

const key = 'sk-canary-0123456789';
const call = (tool: string, input: Readonly<Record<string, unknown>>): ServerTurn => ({
  text: 'I do it.',
  calls: [{ tool, input }],
});
const done: ServerTurn = { text: 'All done.' };

interface Shown {
  state: TaskState;
  receipts: Receipt[];
  worktree: string;
  files: { path: string }[];
}

describe('a task whose base moves, on the command line', () => {
  let place: SampleCli;
  let server: ModelServer | undefined;

  beforeEach(async () => {
    place = await openSampleCli({ OPENAI_API_KEY: key });
  });
  afterEach(async () => {
    await place.cli.stop();
    await server?.stop();
    await place.close();
  });

  /** A complete task whose check asks that one.txt is there and bad.txt is not. */
  async function begin(...more: ServerTurn[]): Promise<string> {
    const { sample, cli } = place;
    server = await ModelServer.start([call('write_file', { path: 'one.txt', content: 'one\n' }), done, ...more], {
      apiKey: key,
    });
    const model = ['--model', 'openai-compatible/test', '--base-url', server.baseUrl, '--approve', 'allow'];
    const verify = ['--verify', 'test -e one.txt && test ! -e bad.txt'];
    const ran = await cli.run('run', '--repo', sample.folder, '--task', 'Make one.txt', ...model, ...verify);
    assert.equal(ran.status, 0, ran.out + ran.err);
    return cli.newest();
  }

  async function move(name: string): Promise<void> {
    const { folder } = place.sample;
    await fs.writeFile(path.join(folder, name), 'theirs\n');
    execFileSync('git', ['add', name], { cwd: folder });
    execFileSync('git', ['-c', 'user.name=u', '-c', 'user.email=u@e', 'commit', '-q', '-m', name], { cwd: folder });
  }

  const shown = async (id: string): Promise<Shown> => (await place.cli.json('show', id)) as Shown;
  const events = async (id: string): Promise<RunnerEvent[]> => {
    const text = await fs.readFile(path.join(place.data, 'tasks', id, 'events.jsonl'), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RunnerEvent);
  };
  const fullId = async (id: string): Promise<string> => ((await place.cli.json('show', id)) as { id: string }).id;

  it('is updated, checked again on the new base, and applied', async () => {
    const { cli, sample } = place;
    const id = await begin();
    await move('theirs.txt');
    const before = await shown(id);
    assert.match((await cli.run('show', id)).out, /The base moved: 1 commit; merges cleanly\./);
    const updated = await cli.run('update', id);
    assert.equal(updated.status, 0, updated.out + updated.err);
    const now = await shown(id);
    assert.deepEqual(
      [now.state.kind, now.receipts.length, now.receipts[0]?.exitCode, now.files.map((file) => file.path)],
      ['complete', 1, 0, ['one.txt']],
    );
    assert.notEqual(now.receipts[0]?.tree, before.receipts[0]?.tree);
    assert.equal(await fs.readFile(path.join(now.worktree, 'theirs.txt'), 'utf8'), 'theirs\n');
    assert.doesNotMatch((await cli.run('show', id)).out, /base moved/);
    assert.equal((await cli.run('apply', id)).status, 0);
    const status = execFileSync('git', ['status', '--porcelain'], { cwd: sample.folder, encoding: 'utf8' });
    assert.equal(status, '?? one.txt\n');
    assert.equal(server?.requests.length, 2);
  });

  it('is tried aside, which leaves it as it was and spares the update its check', async () => {
    const { cli } = place;
    const id = await begin();
    await move('theirs.txt');
    const tried = await cli.run('update', id, '--try');
    assert.equal(tried.status, 0, tried.out + tried.err);
    const now = await shown(id);
    assert.equal(now.state.kind, 'complete');
    await assert.rejects(fs.stat(path.join(now.worktree, 'theirs.txt')));
    assert.match(
      (await cli.run('show', id)).out,
      /merges cleanly; test -e one\.txt && test ! -e bad\.txt passes on it/,
    );
    assert.equal((await cli.run('update', id)).status, 0);
    const told = await events(await fullId(id));
    const checks = told.filter(({ type }) => type === 'check.start');
    assert.equal(checks.length, 1, 'the check of the first run alone');
    const { state } = await shown(id);
    const receipt = state.kind === 'complete' && state.result.kind === 'verified' ? state.result.receipt : null;
    const checkpoint = told.findLast((event) => event.type === 'updated');
    assert.ok(checkpoint?.type === 'updated');
    assert.equal(receipt?.tree, checkpoint.checkpoint.tree);
  });

  it('asks where the check is red on the new base, after a trial has said so', async () => {
    const { cli } = place;
    const id = await begin(call('shell', { command: 'rm bad.txt' }), done);
    await move('bad.txt');
    const tried = await cli.run('update', id, '--try');
    assert.equal(tried.status, 3, tried.out + tried.err);
    assert.equal((await shown(id)).state.kind, 'complete');
    assert.match((await cli.run('show', id)).out, /fails on it/);
    const updated = await cli.run('update', id);
    assert.equal(updated.status, 3, updated.out + updated.err);
    const { state } = await shown(id);
    assert.equal(state.kind === 'waiting' ? state.request.kind : state.kind, 'red-check');
    assert.equal(server?.requests.length, 2, 'the model was not asked');
    const mended = await cli.run('answer', id, 'continue');
    assert.equal(mended.status, 0, mended.out + mended.err);
    assert.equal((await shown(id)).state.kind, 'complete');
  });

  it('lets the agent mend what is red then, when that was asked for, and tells it what moved', async () => {
    const { cli } = place;
    const id = await begin(call('shell', { command: 'rm bad.txt' }), done);
    await move('bad.txt');
    const mended = await cli.run('update', id, '--fix');
    assert.equal(mended.status, 0, mended.out + mended.err);
    assert.equal((await shown(id)).state.kind, 'complete');
    const asked = JSON.stringify(server?.requests[2]?.body);
    assert.match(asked, /has moved on by 1 commit, and your worktree was brought up to it/);
    assert.match(asked, /The check `test -e one\.txt && test ! -e bad\.txt` ended with exit code 1/);
  });

  it('is left alone where both changed the same places', async () => {
    const { cli } = place;
    const id = await begin();
    await move('one.txt');
    const refused = await cli.run('update', id);
    assert.equal(refused.status, 1);
    assert.match(refused.err, /Not updated: the task and the commits since changed the same places of one\.txt\./);
    assert.equal((await shown(id)).state.kind, 'complete');
  });
});
