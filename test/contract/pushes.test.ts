import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import { ForgeError } from '../../src/core/forges/forgeError';
import { TestRepo } from '../fakes/testRepo';

const signal = new AbortController().signal;

describe('a push', () => {
  const git = createGit(undefined, 'local-too');
  let repo: TestRepo;
  let url: string;
  beforeEach(() => {
    repo = TestRepo.with({ 'a.txt': 'a\n' });
    url = join(repo.folder, 'remote.git');
    repo.git('init', '-q', '--bare', url);
    repo.git('remote', 'add', 'origin', url);
    repo.git('push', '-q', 'origin', 'main');
    repo.git('fetch', '-q', 'origin');
  });
  afterEach(() => repo.dispose());

  const refs = (): string => repo.gitIn(url, 'for-each-ref', '--format=%(refname) %(objectname)');
  const refused = async (work: Promise<unknown>): Promise<ForgeError['reason']> => {
    const error: unknown = await work.then(
      () => null,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ForgeError, String(error));
    assert.match(error.hint ?? '', /\w/);
    return error.reason;
  };

  it('makes one branch one commit, and changes nothing here', async () => {
    const before = repo.userState();
    repo.git('tag', '-a', 'v1', '-m', 'v1');
    repo.git('config', 'push.followTags', 'true');
    const after = { ...repo.userState() };
    const head = repo.head();
    await git.push(repo.root, { url, branch: 'agents/x', commit: head }, signal);
    assert.equal(refs(), `refs/heads/agents/x ${head}\nrefs/heads/main ${head}\n`);
    assert.deepEqual(repo.userState(), after);
    assert.notDeepEqual(before, after);
    assert.equal(await git.remoteBranch(repo.root, { url, branch: 'agents/x' }, signal), head);
    assert.equal(await git.remoteBranch(repo.root, { url, branch: 'x' }, signal), null);
  });

  describe('of files that Git LFS keeps', () => {
    const pointer = (digit: string): string =>
      `version https://git-lfs.github.com/spec/v1\noid sha256:${digit.repeat(64)}\nsize 5\n`;
    let path: string | undefined;
    let bin: string;
    beforeEach(() => {
      path = process.env['PATH'];
      bin = join(repo.folder, 'lfs-bin');
      mkdirSync(bin);
      process.env['PATH'] = `${bin}:${path ?? ''}`;
      repo.write({ '.gitattributes': '*.png filter=lfs\n', 'a.png': pointer('a') });
      repo.commit('before');
      repo.git('push', '-q', 'origin', 'main');
      repo.git('fetch', '-q', 'origin');
      repo.write({ 'b.png': pointer('b'), 'c.png': pointer('c'), 'd.txt': 'no pointer\n' });
      repo.commit('work');
    });
    afterEach(() => (process.env['PATH'] = path));

    /** Stands for Git LFS: it writes down what it was told, and ends as it says. */
    function stand(code: number): void {
      writeFileSync(join(bin, 'git-lfs'), `#!/bin/sh\necho "$@" >>'${bin}/told'\necho 'no room' >&2\nexit ${code}\n`);
      chmodSync(join(bin, 'git-lfs'), 0o755);
    }
    const push = () => git.push(repo.root, { url, branch: 'agents/x', commit: repo.head() }, signal);

    it('sends those that the new commits point to first', async () => {
      stand(0);
      await push();
      const told = readFileSync(join(bin, 'told'), 'utf8').trim().split(' ');
      const objects = ['b'.repeat(64), 'c'.repeat(64)];
      assert.deepEqual([told.slice(0, 3), told.slice(3).sort()], [['push', '--object-id', url], objects]);
      assert.equal(await git.remoteBranch(repo.root, { url, branch: 'agents/x' }, signal), repo.head());
    });

    it('pushes nothing where they could not be sent', async () => {
      stand(2);
      assert.equal(await refused(push()), 'push-refused');
      assert.equal(await git.remoteBranch(repo.root, { url, branch: 'agents/x' }, signal), null);
    });
  });

  it('never replaces what others have put there', async () => {
    const first = repo.head();
    repo.write({ 'a.txt': 'theirs\n' });
    const theirs = repo.commit('theirs');
    repo.git('push', '-q', 'origin', 'HEAD:refs/heads/agents/x');
    repo.git('reset', '-q', '--hard', first);
    repo.write({ 'a.txt': 'ours\n' });
    const ours = repo.commit('ours');
    assert.equal(await refused(git.push(repo.root, { url, branch: 'agents/x', commit: ours }, signal)), 'branch-taken');
    assert.equal(await git.remoteBranch(repo.root, { url, branch: 'agents/x' }, signal), theirs);
  });

  it('runs no hook of the repository', async () => {
    const hook = join(repo.root, '.git', 'hooks', 'pre-push');
    writeFileSync(hook, `#!/bin/sh\ntouch ${join(repo.folder, 'ran')}\nexit 1\n`);
    chmodSync(hook, 0o755);
    await git.push(repo.root, { url, branch: 'x', commit: repo.head() }, signal);
    assert.throws(() => repo.gitIn(repo.folder, 'cat-file', '-e', 'ran'));
    assert.match(refs(), /refs\/heads\/x /);
  });

  it('says in words what a server refuses', async () => {
    const hook = join(url, 'hooks', 'pre-receive');
    const cases: [string, ForgeError['reason']][] = [
      ['GH006: Protected branch update failed for refs/heads/x.', 'protected'],
      ['A rule of ours', 'protected'],
      ['ERROR: This repository was archived so it is read-only.', 'archived'],
    ];
    for (const [said, reason] of cases) {
      writeFileSync(hook, `#!/bin/sh\necho "${said}" >&2\nexit 1\n`);
      chmodSync(hook, 0o755);
      assert.equal(await refused(git.push(repo.root, { url, branch: 'x', commit: repo.head() }, signal)), reason);
    }
  });

  it('says so when the remote is not there', async () => {
    const gone = join(repo.folder, 'gone.git');
    assert.equal(
      await refused(git.push(repo.root, { url: gone, branch: 'x', commit: repo.head() }, signal)),
      'not-found',
    );
    assert.equal(await refused(git.remoteBranch(repo.root, { url: gone, branch: 'x' }, signal)), 'not-found');
  });

  it('pushes to no branch whose name git would refuse', async () => {
    for (const bad of ['x.lock', 'HEAD', '/x', 'a:b', 'x/.y', '@']) {
      assert.equal(await refused(git.push(repo.root, { url, branch: bad, commit: repo.head() }, signal)), 'invalid');
    }
  });

  it('lists the commits that the remote does not have, and the remotes with the address that git pushes to', async () => {
    repo.git('remote', 'set-url', '--push', 'origin', `${url}/../other.git`);
    repo.write({ 'b.txt': 'b\n' });
    repo.commit('second');
    repo.commit('third');
    assert.deepEqual(await git.unpublished(repo.root, { remote: 'origin', tip: repo.head() }), ['third', 'second']);
    assert.deepEqual(await git.pushRemotes(repo.root), [{ name: 'origin', url: `${url}/../other.git` }]);
  });

  it('tells the name of the user, or that git does not know it', async () => {
    repo.git('config', 'user.email', 'ann@example.org');
    repo.git('config', 'user.name', 'Ann');
    assert.equal(await git.identity(repo.root), 'Ann <ann@example.org>');
  });

  it('ends when it is aborted', async () => {
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await assert.rejects(git.push(repo.root, { url, branch: 'x', commit: repo.head() }, abort.signal), /enough/);
  });
});
