import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { processesIn } from '../../src/adapters/process/processesIn';
import type { TracedReport } from '../../src/core/experiments/tracedReport';
import type { ServerTurn } from '../fakes/modelScript';
import { ModelServer } from '../fakes/modelServer';
import type { Cli } from '../harness/cliProcess';
import { openSampleCli, type SampleCli } from '../harness/sampleCli';
import type { SampleRepository } from '../harness/sampleRepository';

const call = (tool: string, input: Record<string, unknown>): ServerTurn => ({ text: '', calls: [{ tool, input }] });

const done = call('finish', { summary: 'Done.' });

describe('tasks of their own kind on the command line', () => {
  let place: SampleCli;
  let sample: SampleRepository;
  let cli: Cli;
  let server: ModelServer | undefined;

  beforeEach(async () => {
    place = await openSampleCli({ OPENAI_API_KEY: 'sk-canary-0123456789' });
    ({ sample, cli } = place);
  });

  afterEach(async () => {
    await cli.stop();
    await server?.stop();
    await place.close();
  });

  async function model(...turns: ServerTurn[]): Promise<string[]> {
    server = await ModelServer.start(turns, { apiKey: 'sk-canary-0123456789' });
    return ['--repo', sample.folder, '--model', 'openai-compatible/test', '--base-url', server.baseUrl];
  }

  const git = (...args: string[]): string => execFileSync('git', args, { cwd: sample.folder, encoding: 'utf8' });

  /** All that an experiment could leave behind; what it is restored from is under one ref of ours. */
  async function traces() {
    const below = async (folder: string) => {
      const found = await fs.readdir(path.join(place.data, folder), { recursive: true }).catch(() => []);
      return found.toSorted();
    };
    return {
      status: git('status', '--porcelain', '--branch'),
      branches: git('branch', '--all', '--list'),
      worktrees: git('worktree', 'list', '--porcelain'),
      refs: git('for-each-ref', '--format=%(refname)').replace(/^refs\/background-agents\/salvage\/.*\n/gm, ''),
      configuration: git('config', '--local', '--list'),
      folders: await below('worktrees'),
      ports: await heldPorts(place.data),
      processes: await processesIn(path.join(place.data, 'worktrees')),
    };
  }

  it('tries something, reports with figures that lead to their commands, and goes without a trace', async () => {
    const before = await traces();
    const report = 'Hono serves 840 req/s, Express 410 req/s.\n\n- 2.05x as fast\n- 37 MB less memory';
    const turns = [
      call('write_file', { path: 'bench.txt', content: 'x\n' }),
      call('shell', { command: 'sleep 600 & expr 120 \\* 7; expr 205 \\* 2; awk "BEGIN{print 84/41}"' }),
      call('finish', { summary: report }),
    ];
    const task = 'Experiment with replacing Express with Hono.\nReport results without merging.';
    const run = await cli.run('worktree', task, ...(await model(...turns)), '--sandbox', 'off', '--approve', 'allow');
    assert.equal(run.status, 0, run.err);
    assert.match(JSON.stringify(server?.bodies[0]), /This is an experiment: its change is not merged/);
    assert.match(run.out, /^Complete \(finished, unverified\)$/m);
    assert.match(run.out, /^> 3 of 4 figures stand in the outputs of commands; the others are marked\.$/m);
    assert.match(run.out, /^- 37 MB _\(not found in any output\)_ less memory$/m);
    assert.match(run.out, /^- \*\*2\.05x\*\*: step \d+, line 3 of `sleep 600 .*` \(rounded\): `2\.04878`$/m);

    const id = await cli.newest();
    const during = await traces();
    assert.match(during.branches, /agents\/experiment-with-replacing/);
    assert.equal(during.ports.length, 1);
    const discarded = await cli.run('discard', id);
    assert.equal(discarded.status, 0, discarded.err);
    assert.deepEqual(await traces(), before);

    const kept = await cli.run('report', id, '--json');
    const { text, figures } = JSON.parse(kept.out) as TracedReport;
    assert.equal(text, report);
    assert.deepEqual(
      figures.map(({ text: figure, source }) => [figure, source?.line]),
      [
        ['840', '840'],
        ['410', '410'],
        ['2.05x', '2.04878'],
        ['37 MB', undefined],
      ],
    );

    const restored = await cli.run('restore', id);
    assert.equal(restored.status, 0, restored.err);
    const back = await traces();
    assert.deepEqual([back.branches, back.worktrees], [during.branches, during.worktrees]);
    const [, worktree = ''] = /Restored in (.*)\.$/m.exec(restored.out) ?? [];
    assert.equal(await fs.readFile(path.join(worktree, 'bench.txt'), 'utf8'), 'x\n');
  });

  it('says on every way into the checkout that it is an experiment', async () => {
    const argv = await model(
      call('write_file', { path: 'try.txt', content: 'x\n' }),
      call('finish', { summary: 'Ok.' }),
    );
    assert.equal((await cli.run('worktree', 'Try it', ...argv)).status, 0);
    const applied = await cli.run('apply', await cli.newest());
    assert.equal(applied.status, 0, applied.err);
    assert.match(applied.out, /^This task is an experiment: it was meant to be reported, not merged\.$/m);
  });

  it('takes the report of a command for what it printed', async () => {
    const argv = ['--repo', sample.folder, '--command', 'echo 12.5 ms', '--approve', 'allow'];
    const run = await cli.run('worktree', ...argv);
    assert.equal(run.status, 0, run.err);
    assert.match(run.out, /- \*\*12\.5 ms\*\*: step \d+, line 1 of `echo 12\.5 ms` \(the command itself names it\)/);
  });

  it('holds a refactoring to its tests, also where a text says so itself', async () => {
    const spoiled = [
      call('write_file', { path: 'test/extra.test.js', content: 'x\n' }),
      call('shell', { command: 'for f in test/*.test.js; do echo "// seen" >> "$f"; done' }),
      done,
    ];
    const argv = await model(...spoiled, done, done, done);
    const run = await cli.run('run', '--task', '/refactor Extract the prices', ...argv, '--verify', 'true');
    assert.equal(run.status, 3, run.err);
    assert.match(run.out, /Check 1: Existing tests are unchanged\n {2}red: Existing tests are unchanged: exit 1/);
    assert.match(JSON.stringify(server?.bodies.at(-1)), /- test\/\w+\.test\.js was changed/);
  });

  it('says what is missing in a task, and stops nothing', async () => {
    const linted = await cli.run('lint-task', 'Make the code better', '--repo', sample.folder);
    assert.deepEqual(
      [linted.status, linted.out.split('\n')[0]],
      [0, '“Make the code” can mean anything: say what should be different. (Add Acceptance Criteria)'],
    );
  });

  it('reviews a branch without changing anything, and drops what is about no line of it', async () => {
    git('checkout', '-q', '-b', 'topic');
    await fs.writeFile(path.join(sample.folder, 'query.js'), "run('SELECT ' + name);\n");
    git('add', 'query.js');
    git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '-m', 'Add a query');
    git('checkout', '-q', 'main');
    const before = await traces();
    const real = { file: 'query.js', line: 1, lens: 'security', severity: 'high', text: 'SQL injection through name.' };
    const answer = `\`\`\`json\n${JSON.stringify([real, { ...real, line: 7 }])}\n\`\`\``;
    const run = await cli.run('review', 'topic', ...(await model({ text: answer })), '--json');
    assert.equal(run.status, 0, run.err);
    assert.deepEqual(JSON.parse(run.out), { findings: [real], dropped: 1 });
    const sent = JSON.stringify(server?.bodies[0]);
    assert.match(sent, /You review a change/);
    assert.match(sent, /1 \+run\('SELECT ' \+ name\);/);
    assert.doesNotMatch(sent, /"write_file"|"shell"/);
    assert.equal((await cli.run('discard', await cli.newest())).status, 0);
    assert.deepEqual(await traces(), before);
  });

  it('says which command there is not', async () => {
    const run = await cli.run('run', '--task', '/deploy now', ...(await model()));
    assert.deepEqual([run.status, run.err.split('.')[0]], [64, 'There is no command /deploy']);
  });
});

/** Blocks of ports whose worktree is there; any other is free for the next task. */
async function heldPorts(data: string): Promise<string[]> {
  const held: string[] = [];
  for (const name of await fs.readdir(path.join(data, 'ports')).catch(() => [])) {
    const text = await fs.readFile(path.join(data, 'ports', name), 'utf8');
    const { worktree = '' } = JSON.parse(text) as { worktree?: string };
    if (existsSync(worktree)) {
      held.push(name);
    }
  }
  return held;
}
