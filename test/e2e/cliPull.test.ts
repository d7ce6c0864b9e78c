import * as assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { GitHubServer } from '../fakes/githubServer';
import { SshRemotes } from '../fakes/sshRemotes';
import type { Cli } from '../harness/cliProcess';
import { openSampleCli, type SampleCli } from '../harness/sampleCli';

const app = 'acme/shop';

describe('a pull request from the terminal', function () {
  this.timeout(240_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bga-pr-'));
  let server: GitHubServer;
  let remotes: SshRemotes;
  let place: SampleCli;
  let cli: Cli;

  before(async () => {
    server = await new GitHubServer().start();
    server.add({ path: app, canPush: true });
    remotes = new SshRemotes(folder);
    remotes.add(app);
    server.world.shaOf = (at, branch) => remotes.commit(at, branch) ?? '';
    place = await openSampleCli({ FORGE_TOKEN: server.world.token, PATH: process.env['PATH'] ?? '' });
    ({ cli } = place);
    git('config', 'user.name', 'Ada');
    git('config', 'user.email', 'ada@example.com');
    git('remote', 'add', 'origin', `git@forge.example:${app}.git`);
    git('push', '-q', remotes.folder(app), 'HEAD:refs/heads/main');
    git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  });

  after(async () => {
    await place.close();
    server.stop();
    remotes.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
    assert.deepEqual(server.violations, []);
  });

  function git(...args: string[]): string {
    return execFileSync('git', args, { cwd: place.sample.folder, encoding: 'utf8' });
  }

  async function pr(id: string, ...args: string[]): Promise<string> {
    const forge = ['--token-env', 'FORGE_TOKEN', '--forge', `forge.example=github,${server.api}`];
    const { out, err, status } = await cli.run('pr', id, ...forge, ...args);
    assert.equal(status, 0, err);
    return out;
  }

  it('is shown, opened, looked at and given up, and the checkout stays as it is', async () => {
    const work = 'echo "export const one = 1;" > src/one.js';
    const run = await cli.run(
      ...['run', '--repo', place.sample.folder, '--title', 'Add a one', '--command', work, '--sandbox', 'off'],
      '--no-verify',
    );
    assert.equal(run.status, 0, run.err);
    const id = await cli.newest();
    const before = [git('rev-parse', 'HEAD'), git('status', '-s')];

    assert.match(await pr(id), /Nothing was done\. Do it with --yes\.$/m);
    assert.deepEqual([server.pulls, remotes.git(app, 'branch', '--format=%(refname:short)')], [[], 'main\n']);

    assert.match(await pr(id, '--yes', '--draft'), /^Open: https:\/\/github\.com\/acme\/shop\/pull\/12$/m);
    const [pull] = server.pulls;
    const branch = pull?.head.split(':')[1] ?? '';
    assert.deepEqual([pull?.title, pull?.draft, pull?.base], ['Add a one', true, 'main']);
    assert.equal(
      remotes.git(app, 'log', '--format=%an <%ae>|%s', '--name-only', `main..${branch}`),
      'Ada <ada@example.com>|Add a one\n\nsrc/one.js\n',
    );

    server.world.runs = [{ id: 1, name: 'test', status: 'completed', conclusion: 'failure', said: '1 of 12 failed' }];
    const comment = { path: 'src/one.js', line: 1, author: 'kim', association: 'MEMBER' };
    server.world.comments = [{ ...comment, id: 5, body: 'Why one?' }];
    const stands = await pr(id);
    assert.match(stands, /^ {2}fails: test: 1 of 12 failed\n {2}src\/one\.js:1: Why one\?$/m);
    assert.match(await pr(id, '--address'), /Sends this to the agent of .*\. Do it with --yes\.$/m);
    assert.match(await pr(id, '--push', '--yes'), /The pull request has this result already\.$/m);

    assert.match(await pr(id, '--forget'), /The task has no pull request any more\./);
    assert.deepEqual([git('rev-parse', 'HEAD'), git('status', '-s')], before);
    assert.equal(server.pulls.length, 1);
    const holding = spawnSync('grep', ['-rlF', server.world.token, place.data], { encoding: 'utf8' });
    assert.deepEqual([holding.status, holding.stdout], [1, '']);
  });
});
