import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Cli } from '../harness/cliProcess';
import { openSampleCli, type SampleCli } from '../harness/sampleCli';

describe('landing from the terminal', function () {
  this.timeout(240_000);
  let place: SampleCli;
  let cli: Cli;
  let id: string;
  let before: ReturnType<typeof state>;

  beforeEach(async () => {
    place = await openSampleCli();
    ({ cli } = place);
    git('config', 'user.name', 'Ada');
    git('config', 'user.email', 'ada@example.com');
    git('config', 'commit.gpgSign', 'false');
    const work = 'echo "export const one = 1;" > src/one.js; mkdir -p docs; echo "# One" > docs/one.md';
    const run = await cli.run(
      ...['run', '--repo', place.sample.folder, '--title', 'Add a one', '--command', work, '--sandbox', 'off'],
      '--no-verify',
    );
    assert.equal(run.status, 0, run.err);
    id = await cli.newest();
    before = state();
  });

  afterEach(() => place.close());

  function git(...args: string[]): string {
    return execFileSync('git', args, { cwd: place.sample.folder, encoding: 'utf8' });
  }

  function state() {
    return { head: git('rev-parse', 'HEAD'), branch: git('branch', '--show-current'), status: git('status', '-s') };
  }

  async function said(...args: string[]): Promise<string> {
    const { out, err, status } = await cli.run(...args);
    assert.equal(status, 0, err);
    return out;
  }

  it('makes one commit with the message that is given, and takes it back', async () => {
    const out = await said('land', id, '--as', 'squash', '--message', 'feat: add a one');
    const made = git('rev-parse', 'HEAD').slice(0, 7);
    assert.ok(out.includes(`Landed on main: ${made}. Take it back with: background-agents undo `), out);
    assert.equal(
      git('log', '-1', '--format=%an <%ae> %s %p').trim(),
      `Ada <ada@example.com> feat: add a one ${before.head.slice(0, 7)}`,
    );
    assert.equal(git('show', '--format=', '--name-only', 'HEAD'), 'docs/one.md\nsrc/one.js\n');
    assert.equal(git('status', '-s'), before.status);
    await said('undo', id);
    assert.deepEqual(state(), before);
    await assert.rejects(fs.access(path.join(place.sample.folder, 'src/one.js')));
  });

  it('makes a commit for each topic', async () => {
    await said('land', id, '--as', 'commits');
    const names = (commit: string) => git('show', '--format=', '--name-only', commit);
    assert.deepEqual([names('HEAD~1'), names('HEAD')], ['src/one.js\n', 'docs/one.md\n']);
    assert.equal(git('rev-parse', 'HEAD~2'), before.head);
    await said('undo', id);
    assert.deepEqual(state(), before);
  });

  it('writes a patch that git am takes, and touches nothing else', async () => {
    const file = path.join(place.data, 'one.patch');
    const out = await said('land', id, '--as', 'patch', '--message', 'feat: add a one', '--output', file);
    assert.ok(out.includes(`Take it over with: git am ${file}`), out);
    assert.deepEqual(state(), before);
    git('am', '-q', file);
    assert.equal(git('log', '-1', '--format=%s'), 'feat: add a one\n');
    assert.equal(await fs.readFile(path.join(place.sample.folder, 'src/one.js'), 'utf8'), 'export const one = 1;\n');
  });

  it('says which ways there are when none is given, and touches nothing', async () => {
    const { err, status } = await cli.run('land', id);
    assert.equal(status, 64);
    assert.match(err, /^Say how with --as: merge, squash, rebase, commits, branch, patch\.$/m);
    assert.deepEqual(state(), before);
  });
});
