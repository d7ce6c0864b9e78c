import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { ModelServer } from '../fakes/modelServer';
import type { ServerTurn } from '../fakes/modelScript';
import type { Cli } from '../harness/cliProcess';
import { openSampleCli, type SampleCli } from '../harness/sampleCli';

const shell = (command: string): ServerTurn => ({ text: 'I run it.', calls: [{ tool: 'shell', input: { command } }] });
const done: ServerTurn = { text: 'All done.' };
const key = 'sk-inbox';

interface Group {
  key: string;
  requests: { id: string; title: string; request: { command: string }; answers: string[] }[];
}

describe('the inbox in the terminal', () => {
  let place: SampleCli;
  let cli: Cli;
  const servers: ModelServer[] = [];

  beforeEach(async () => {
    place = await openSampleCli({ OPENAI_API_KEY: key });
    ({ cli } = place);
  });

  afterEach(async () => {
    await cli.stop();
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    await place.close();
  });

  /** The command line that starts a task which asks before each command. */
  async function asking(name: string, ...commands: string[]): Promise<string[]> {
    const server = await ModelServer.start([...commands.map(shell), done], { apiKey: key });
    servers.push(server);
    const model = ['--model', 'openai-compatible/test', '--base-url', server.baseUrl];
    return ['run', '--repo', place.sample.folder, '--task', name, ...model, '--no-verify', '--sandbox', 'off'];
  }

  async function inbox(): Promise<Group[]> {
    const { out, status, err } = await cli.run('inbox', '--json');
    assert.equal(status, 0, err);
    return JSON.parse(out) as Group[];
  }

  it('lists what all tasks wait for, those alike together, and what answers there are', async () => {
    assert.match((await cli.run('inbox')).out, /^No task waits for you\.$/m);
    for (const [name, command] of [
      ['First', 'make a'],
      ['Second', 'make b'],
      ['Third', 'make a'],
    ] as const) {
      const { status, err } = await cli.run(...(await asking(name, command)));
      assert.equal(status, 2, err);
    }
    assert.deepEqual(
      (await inbox()).map(({ requests }) => requests.map(({ title, request }) => [title, request.command])),
      [
        [
          ['First', 'make a'],
          ['Third', 'make a'],
        ],
        [['Second', 'make b']],
      ],
    );
    const { out } = await cli.run('inbox');
    assert.match(out, /^2 requests alike:$/m);
    assert.match(out, /^ {10}background-agents answer \w{8} \(allow \| always \| deny \| discard\)$/m);
  });

  it('H04: answers once where a task runs, whoever else answers, and leaves tasks that nobody runs', async () => {
    const running = cli.start(...(await asking('Runs', 'echo ran >> log.txt')), '--json');
    await running.printed('approval.request');
    const idle = await cli.run(...(await asking('Idle', 'echo ran >> log.txt')));
    assert.equal(idle.status, 2, idle.err);
    const [group] = await inbox();
    const ids = new Map(group?.requests.map(({ title, id }) => [title, id]));
    const answers = await Promise.all([
      cli.run('inbox', ids.get('Idle') ?? '', 'allow'),
      cli.run('answer', ids.get('Runs') ?? '', 'allow'),
      cli.run('answer', ids.get('Runs') ?? '', 'allow'),
    ]);
    assert.match(answers[0].err, /^Nobody runs \w{8} now\./m);
    const shown = JSON.parse((await cli.run('show', ids.get('Runs') ?? '', '--json')).out) as { worktree: string };
    assert.equal(await fs.readFile(path.join(shown.worktree, 'log.txt'), 'utf8'), 'ran\n');
  });

  it('shows what a command would change, and changes nothing', async () => {
    const argv = await asking('Try', 'echo more >> README.md; echo new > new.txt');
    const run = await cli.run(...argv);
    assert.equal(run.status, 2, run.err);
    const id = await cli.newest();
    const { worktree } = JSON.parse((await cli.run('show', id, '--json')).out) as { worktree: string };
    const before = await fs.readFile(path.join(worktree, 'README.md'), 'utf8');
    const { out, status, err } = await cli.run('preview', id);
    assert.equal(status, 0, err);
    assert.match(out, /^\+\+\+ b\/README\.md$/m);
    assert.match(out, /^\+more$/m);
    assert.match(out, /^\+new$/m);
    assert.match(out, /^On a copy, without network, it changed files: 1 added, 1 changed \(exit 0\)\.$/m);
    assert.equal(await fs.readFile(path.join(worktree, 'README.md'), 'utf8'), before);
    assert.deepEqual(await fs.readdir(path.join(place.data, 'previews')), []);
    await assert.rejects(fs.access(path.join(worktree, 'new.txt')));
  });
});
