import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { RunnerEvent } from '../../src/protocol';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { Cli } from '../harness/cliProcess';
import { openSampleCli, type SampleCli } from '../harness/sampleCli';
import type { SampleRepository } from '../harness/sampleRepository';

const rehearsal = ['--model', 'rehearsal/rehearsal', '--verify', 'npm test'];

describe('the command line', () => {
  let place: SampleCli;
  let sample: SampleRepository;
  let data: string;
  let cli: Cli;

  beforeEach(async () => {
    place = await openSampleCli(undefined, "corner shop's größe");
    ({ sample, data, cli } = place);
  });

  afterEach(() => place.close());

  const git = (...args: string[]): string => execFileSync('git', args, { cwd: sample.folder, encoding: 'utf8' });
  const inSample = (name: string): string => path.join(sample.folder, name);

  /** All that a user has in a repository. */
  async function everything(): Promise<string[]> {
    const index = await fs.readFile(inSample('.git/index'), 'base64');
    const refs = git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads', 'refs/tags', 'refs/stash');
    const files = git('ls-files', '--cached', '--others').trim().split('\n');
    const texts = await Promise.all(files.map((file) => fs.readFile(inSample(file), 'utf8')));
    return [index, git('rev-parse', 'HEAD'), git('status', '--porcelain'), refs, ...texts];
  }

  it('takes a task from its words to a change in a dirty checkout, and all the way back', async () => {
    await fs.appendFile(inSample('README.md'), '\nUncommitted.\n');
    await fs.writeFile(inSample('notes.txt'), 'untracked\n');
    const before = await everything();
    const run = await cli.run(
      'run',
      '--repo',
      sample.folder,
      '--task',
      sample.task,
      ...rehearsal,
      '--approve',
      'allow',
    );
    assert.equal(run.status, 0, run.err);
    assert.match(run.out, /^Check 1: npm test\n {2}red: npm test: exit 1, 1 failed, 16 passed/m);
    assert.match(run.out, /^Complete \(verified\): npm test, 17 passed\nReceipt: npm test: 17 passed \(/m);
    assert.equal(run.err, '');
    const id = await cli.newest();
    const branch = git('for-each-ref', '--format=%(refname:short)', 'refs/heads/agents').trim();
    assert.match(branch, /^agents\/[a-z0-9-]+$/);
    const afterRun = (await everything()).map((text) => text.replace(/^refs\/heads\/agents.*\n/m, ''));
    assert.deepEqual(afterRun, before);

    const patch = (await cli.run('diff', id)).out;
    const changed = ['CHANGELOG.md', 'src/shipping.js', 'test/checkout.test.js'];
    assert.deepEqual(
      [...patch.matchAll(/^\+\+\+ b\/(.*)$/gm)].map((match) => match[1]),
      changed,
    );

    const applied = await cli.run('apply', id.slice(-5).toLowerCase());
    assert.equal(applied.status, 0, applied.err);
    assert.match(applied.out, /^This changes 3 files \+8 −1 in .* \(main\); nothing is staged\.\n/);
    const status = git('status', '--porcelain')
      .split('\n')
      .filter((line) => line !== '');
    assert.deepEqual(status, [
      ' M CHANGELOG.md',
      ' M README.md',
      ' M src/shipping.js',
      ' M test/checkout.test.js',
      '?? notes.txt',
    ]);
    assert.equal((await cli.run('undo', id)).status, 0);
    assert.equal(git('status', '--porcelain'), ' M README.md\n?? notes.txt\n');

    assert.equal((await cli.run('discard', id)).status, 0);
    assert.deepEqual(await cli.json('list'), []);
    assert.equal(git('worktree', 'list').trim().split('\n').length, 1);
    // The index holds other times of the files that were changed and changed back.
    assert.deepEqual((await everything()).slice(1), before.slice(1));
    const restored = (await cli.json('restore', id)) as { worktree: string };
    const fixed = await fs.readFile(path.join(restored.worktree, 'src/shipping.js'), 'utf8');
    assert.match(fixed, />= /);
    assert.equal((await cli.run('diff', id)).out, patch);
  });

  it('prints the events of a run as JSON and nothing else', async () => {
    const command = 'printf one; printf two >&2; echo made > made.txt';
    const run = await cli.run('run', '--repo', sample.folder, '--command', command, '--no-verify', '--json');
    assert.deepEqual([run.status, run.err], [0, '']);
    const events = run.out
      .trimEnd()
      .split('\n')
      .map((line) => RunnerEvent.parse(JSON.parse(line)));
    assert.deepEqual(
      events.map((event) => event.seq),
      events.map((_, index) => index + 1),
    );
    assert.deepEqual([events[0]?.type, events.at(-1)?.type], ['ready', 'finished']);
    const shown = (await cli.json('show', await cli.newest())) as { state: unknown; files: unknown };
    assert.deepEqual(
      [shown.state, shown.files],
      [
        { kind: 'complete', result: { kind: 'unverified' } },
        [{ path: 'made.txt', status: 'added', added: 1, removed: 0 }],
      ],
    );
  });

  it('works in the folder itself when told so', async () => {
    const run = await cli.run(
      'run',
      '--repo',
      sample.folder,
      '--command',
      'echo here > here.txt',
      '--no-verify',
      '--here',
    );
    assert.equal(run.status, 0, run.err);
    assert.equal(git('status', '--porcelain'), '?? here.txt\n');
    assert.equal(git('branch', '--list', 'agents/*'), '');
  });

  it('ends with 3 when the check stays red, until the result is taken or the check is green', async () => {
    const task = ['--command', 'date >> tried.txt', '--verify', 'test -f ready.txt'];
    const run = await cli.run('run', '--repo', sample.folder, ...task);
    assert.equal(run.status, 3, run.err);
    assert.match(run.out, /^Waiting: still failing: test -f ready\.txt, exit 1$/m);
    const id = await cli.newest();
    const wrong = await cli.run('answer', id, 'allow');
    assert.deepEqual(
      [wrong.status, wrong.err],
      [64, '“allow” is no answer to this. Possible: continue, take, discard.\n'],
    );
    const taken = await cli.run('answer', id, 'take');
    assert.equal(taken.status, 3, taken.err);
    assert.match(taken.out, /^Complete \(taken as it is\)/m);
    const again = await cli.run('answer', id, 'take');
    assert.deepEqual([again.status, again.err], [1, 'This task does not wait for an answer.\n']);
  });

  it('goes on with a finished task that is told something', async () => {
    const task = ['--command', 'echo again >> told.txt', '--no-verify'];
    await cli.run('run', '--repo', sample.folder, ...task);
    const id = await cli.newest();
    for (const when of ['next', 'queue']) {
      const told = await cli.run('message', id, 'Once more, please.', '--when', when);
      assert.equal(told.status, 0, told.err);
      assert.match(told.out, /^> Once more, please\.$/m);
    }
    const shown = (await cli.json('show', id)) as { worktree: string };
    assert.equal(await fs.readFile(path.join(shown.worktree, 'told.txt'), 'utf8'), 'again\n'.repeat(3));
  });

  it('discards a waiting task when that is the answer', async () => {
    await cli.run('run', '--repo', sample.folder, '--command', 'true', '--verify', 'false');
    const id = await cli.newest();
    const discarded = (await cli.json('answer', id, 'discard')) as { landing: { kind: string } };
    assert.equal(discarded.landing.kind, 'discarded');
    assert.equal(git('branch', '--list', 'agents/*'), '');
  });

  it('writes a task down and runs it later', async () => {
    const task = ['--command', 'echo later > later.txt', '--title', 'Do it later'];
    const created = (await cli.json('create', '--repo', sample.folder, ...task, '--no-verify')) as { id: string };
    const shown = (await cli.json('show', created.id)) as { state: unknown; title: string };
    assert.deepEqual([shown.state, shown.title], [{ kind: 'queued' }, 'Do it later']);
    assert.equal(git('worktree', 'list').trim().split('\n').length, 1);
    const resumed = await cli.run('resume', created.id.slice(0, 24));
    assert.equal(resumed.status, 0, resumed.err);
    assert.match(resumed.out, /^ {2}A later\.txt \+1 −0$/m);
  });

  it('says what is wrong with a command, a folder and a data directory', async () => {
    const usage = await cli.run('run', '--repo', sample.folder);
    assert.deepEqual(usage, {
      status: 64,
      out: '',
      err: 'Say what is to be done, in quotes, or give it with one of --task, --task-file and --command.\n',
    });
    const unknown = await cli.run('show', 'nothing');
    assert.equal(unknown.status, 64);
    const nowhere = await cli.run('run', '--repo', data, '--command', 'true');
    assert.equal(nowhere.status, 1);
    assert.match(nowhere.err, /is not a git repository/);
    const later = await temporaryFolder();
    await fs.writeFile(path.join(later, 'version.json'), '{"layout":2}');
    const newer = await new Cli(later).run('list');
    assert.deepEqual(
      [newer.status, newer.err.split('\n')[0]],
      [1, `The data directory ${later} was written by a newer version of Background Agents.`],
    );
    const taken = await new Cli(path.join(later, 'version.json', 'data')).run('list');
    assert.equal(taken.status, 1);
    assert.match(taken.err, /^Cannot use the data directory /);
    await removeFolder(later);
  });
});
