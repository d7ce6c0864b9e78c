import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { ModelServer } from '../fakes/modelServer';
import type { ServerTurn } from '../fakes/modelScript';
import { Cli } from '../harness/cliProcess';
import { openSampleCli, type SampleCli } from '../harness/sampleCli';
import type { SampleRepository } from '../harness/sampleRepository';

const key = 'sk-canary-0123456789';

const write = (path: string, text: string): ServerTurn => ({
  text: `I write ${path}.`,
  calls: [{ tool: 'write_file', input: { path, content: text } }],
});
const shell = (command: string): ServerTurn => ({ text: 'I run it.', calls: [{ tool: 'shell', input: { command } }] });
const done: ServerTurn = { text: 'All done.' };

describe('the command line with a model', () => {
  let place: SampleCli;
  let sample: SampleRepository;
  let data: string;
  let cli: Cli;
  let server: ModelServer | undefined;

  beforeEach(async () => {
    place = await openSampleCli({ OPENAI_API_KEY: key });
    ({ sample, data, cli } = place);
  });

  afterEach(async () => {
    await cli.stop();
    await server?.stop();
    await place.close();
  });

  /** What starts a task with a model that plays these turns. */
  async function task(...turns: ServerTurn[]): Promise<string[]> {
    server = await ModelServer.start(turns, { apiKey: key });
    const model = ['--model', 'openai-compatible/test', '--base-url', server.baseUrl];
    return ['--repo', sample.folder, '--task', 'Make it so', ...model];
  }

  const git = (...args: string[]): string => execFileSync('git', args, { cwd: sample.folder, encoding: 'utf8' });

  it('runs the loop, and its key stands nowhere', async () => {
    const argv = await task(write('made.txt', 'made\n'), shell('echo "$OPENAI_API_KEY"; env; cat made.txt'), done);
    const run = await cli.run('run', ...argv, '--no-verify');
    assert.equal(run.status, 0, run.err);
    assert.match(run.out, /^ {2}Wrote made\.txt · \+1 −0$/m);
    assert.equal(server?.bodies.length, 3);
    const found = await filesWith(data, key);
    assert.deepEqual(found, []);
    assert.equal(`${run.out}${run.err}${JSON.stringify(server.bodies)}`.includes(key), false);
  });

  it('waits with 2 for an approval, and goes on with the answer', async () => {
    const argv = await task(shell('echo first'), shell('echo second'), done);
    const run = await cli.run('run', ...argv, '--no-verify', '--sandbox', 'off');
    assert.equal(run.status, 2, run.err);
    assert.match(run.out, /^Waiting: approve: echo first$/m);
    const id = await cli.newest();
    const allowed = await cli.run('answer', id, 'allow');
    assert.equal(allowed.status, 2, allowed.err);
    assert.match(allowed.out, /^ {2}Ran echo first · exit 0/m);
    const denied = await cli.run('answer', id, 'deny', '--text', 'once is enough');
    assert.equal(denied.status, 0, denied.err);
    assert.match(JSON.stringify(server?.bodies.at(-1)), /once is enough/);
  });

  it('stops truthfully on Ctrl+C, and can be resumed', async () => {
    const argv = await task({ ...done, hold: 'before' }, done);
    const run = cli.start('run', ...argv, '--no-verify');
    const request = await server?.request(1);
    run.signal('SIGINT');
    const { status, out, err } = await run.ended;
    assert.deepEqual(
      [status, err],
      [130, 'Stopping the task. Press Ctrl+C again to leave at once; it can be resumed then.\n'],
    );
    assert.match(out, /^Stopped: by you$/m);
    assert.equal(await request?.ended, 'client-gone');
    server?.release(1);
    const resumed = await cli.run('resume', await cli.newest());
    assert.equal(resumed.status, 0, resumed.err);
  });

  it('leaves a task that can be resumed when it is told to terminate', async () => {
    const argv = await task({ ...done, hold: 'before' }, done);
    const run = cli.start('run', ...argv, '--no-verify');
    await server?.request(1);
    run.signal('SIGTERM');
    assert.equal((await run.ended).status, 143);
    const id = await cli.newest();
    const { state } = (await cli.json('show', id)) as { state: unknown };
    assert.deepEqual(state, { kind: 'stopped', by: 'interrupted' });
    server?.release(1);
    assert.equal((await cli.run('resume', id)).status, 0);
  });

  it('goes on after a kill -9 in the middle of a command, and runs no step twice', async () => {
    const argv = await task(
      write('a.txt', 'a\n'),
      shell('echo run >> runs.txt; sleep 600'),
      write('b.txt', 'b\n'),
      done,
    );
    const run = cli.start('run', ...argv, '--no-verify', '--json');
    await run.printed('"type":"tool.intent","callId":"call_2');
    await run.kill();
    const id = await cli.newest();
    assert.deepEqual(((await cli.json('show', id)) as { state: unknown }).state, {
      kind: 'stopped',
      by: 'interrupted',
    });
    const resumed = await cli.run('resume', id);
    assert.equal(resumed.status, 0, resumed.err);
    assert.match(resumed.out, /^The task goes on from where it was\.$/m);
    assert.match(resumed.out, /interrupted/);
    const { files, worktree } = (await cli.json('show', id)) as { files: { path: string }[]; worktree: string };
    assert.deepEqual(
      files.map(({ path }) => path).filter((path) => path !== 'runs.txt'),
      ['a.txt', 'b.txt'],
    );
    const runs = await fs.readFile(`${worktree}/runs.txt`, 'utf8').catch(() => '');
    assert.ok(runs === '' || runs === 'run\n');
    assert.equal(server?.bodies.length, 4);
  });

  it('has one owner: a second process follows the first one, and may not act', async () => {
    const argv = await task({ ...done, hold: 'before' });
    const run = cli.start('run', ...argv, '--no-verify');
    await server?.request(1);
    const id = await cli.newest();
    const follower = cli.start('resume', id);
    await follower.printed('What it does is shown here.');
    for (const command of ['discard', 'apply']) {
      const refused = await cli.run(command, id);
      assert.equal(refused.status, 1);
    }
    assert.match(
      (await cli.run('discard', id)).err,
      /^Another window or terminal \(process \d+\) works on this task\.\n/,
    );
    server?.release(1);
    const [first, second] = await Promise.all([run.ended, follower.ended]);
    assert.deepEqual([first.status, second.status], [0, 0]);
    assert.match(second.out, /^ {2}All done\.$/m);
    assert.equal(git('status', '--porcelain'), '');
  });

  it('plans, takes comments, and works when the plan is approved', async () => {
    const propose = (plan: string): ServerTurn => ({ calls: [{ tool: 'propose_plan', input: { plan } }] });
    const argv = await task(
      write('early.txt', 'x'),
      propose('Write it.'),
      propose('Write made.txt.'),
      write('made.txt', 'made\n'),
      done,
    );
    const run = await cli.run('run', ...argv, '--no-verify', '--mode', 'plan');
    assert.equal(run.status, 2, run.err);
    assert.match(run.out, /^Waiting: approve the plan: Write it\.$/m);
    const id = await cli.newest();
    const commented = await cli.run('answer', id, '--text', 'Which file?');
    assert.equal(commented.status, 2, commented.err);
    assert.match(commented.out, /^Waiting: approve the plan: Write made\.txt\.$/m);
    const approved = await cli.run('answer', id, 'approve');
    assert.equal(approved.status, 0, approved.err);
    const { files } = (await cli.json('show', id)) as { files: { path: string }[] };
    assert.deepEqual(
      files.map(({ path }) => path),
      ['made.txt'],
    );
  });

  it('answers a question and changes nothing', async () => {
    const argv = await task(write('made.txt', 'made\n'), { text: 'In the README.' });
    const run = await cli.run('run', ...argv, '--mode', 'ask');
    assert.equal(run.status, 0, run.err);
    assert.match(run.out, /^ {2}In the README\.$/m);
    assert.match(run.out, /^Complete \(answered\)$/m);
    const { files } = (await cli.json('show', await cli.newest())) as { files: unknown[] };
    assert.deepEqual(files, []);
  });

  it('sums up a conversation that the provider finds too long, and goes on', async () => {
    const message = "This model's maximum context length is 4096 tokens.";
    const tooLong: ServerTurn = { fault: { kind: 'status', status: 400, message } };
    const argv = await task(write('made.txt', 'made\n'), tooLong, { text: 'I wrote made.txt.' }, done);
    const run = await cli.run('run', ...argv, '--no-verify');
    assert.equal(run.status, 0, run.err);
    assert.match(run.out, /^ {2}Summed up the conversation to make room\.$/m);
    assert.match(JSON.stringify(server?.bodies.at(-1)), /The work so far:.*I wrote made\.txt\./);
    assert.equal(server?.bodies.length, 4);
  });

  it('fails with the words of the provider when the key is wrong, and without a key', async () => {
    const argv = await task(done);
    const wrong = await new Cli(data, { OPENAI_API_KEY: 'sk-wrong' }).run('run', ...argv, '--no-verify');
    assert.equal(wrong.status, 1);
    assert.match(wrong.out, /^Failed: .*key/m);
    const anthropic = ['--model', 'anthropic/test', '--repo', sample.folder, '--task', 'x', '--no-verify'];
    const none = await new Cli(data).run('run', ...anthropic);
    assert.equal(none.status, 1);
    assert.match(none.out, /^Failed: There is no key for Anthropic\.$/m);
  });
});

/** Files below a folder that hold a text. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`);
  const hits = await Promise.all(files.map(async (file) => ((await fs.readFile(file)).includes(text) ? file : '')));
  return hits.filter((file) => file !== '');
}
