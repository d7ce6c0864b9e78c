import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { openSampleCli, type SampleCli } from '../harness/sampleCli';

describe('what a task starts from, on the command line', () => {
  let place: SampleCli;
  beforeEach(async () => {
    place = await openSampleCli();
  });
  afterEach(() => place.close());

  it('is a tag, then what the agent has come to from there; what is uncommitted stays and is listed', async () => {
    const { sample, cli } = place;
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: sample.folder, encoding: 'utf8' });
    git('tag', 'v1');
    await fs.writeFile(path.join(sample.folder, 'later.txt'), 'later\n');
    git('add', 'later.txt');
    git('-c', 'user.name=u', '-c', 'user.email=u@example.org', 'commit', '-q', '-m', 'later');
    await fs.writeFile(path.join(sample.folder, 'notes.txt'), 'uncommitted\n');
    const run = (command: string, ...base: string[]) =>
      cli.run('run', '--repo', sample.folder, '--command', command, '--no-verify', '--approve', 'allow', ...base);

    const first = await run('test ! -e later.txt && test ! -e notes.txt && echo 1 > one.txt', '--base', 'v1');
    assert.equal(first.status, 0, first.err);
    assert.match(first.out, /, from v1, no check$/m);
    const firstId = await cli.newest();
    const shown = (await cli.run('show', firstId)).out;
    assert.match(shown, /^ {2}1 uncommitted file: left \(the task starts from v1\)$/m);

    const second = await run('cat one.txt > two.txt', '--from', firstId);
    assert.equal(second.status, 0, second.err);
    assert.match(second.out, /^ {2}A two\.txt \+1 −0$/m);
    assert.equal((await cli.run('apply', await cli.newest())).status, 0);
    assert.deepEqual(git('status', '--porcelain').trim().split('\n'), ['?? notes.txt', '?? two.txt']);
  });

  it('is refused in a sentence where there is no such thing', async () => {
    const { sample, cli } = place;
    const run = (...more: string[]) =>
      cli.run('run', ...more, '--command', 'true', '--no-verify', '--approve', 'allow');
    const unknown = await run('--repo', sample.folder, '--base', 'no-such');
    assert.match(unknown.out + unknown.err, /There is no branch, tag or commit "no-such" here\./);
    assert.notEqual(unknown.status, 0);
    const local = await run('--repo-url', `file://${sample.folder}`);
    assert.match(local.err, /only https and ssh are used\./);
    assert.notEqual(local.status, 0);
  });
});
