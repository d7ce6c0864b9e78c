import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { ClonedRepositories } from '../../src/app/worktrees/clonedRepositories';
import { ForgeError } from '../../src/core/forges/forgeError';
import { slugOf } from '../../src/core/labels/title';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';

const never = new AbortController().signal;
const into = 'refs/background-agents/snapshots/T1';
const quiet = { signal: never, onProgress: () => undefined };

/** Names of branches, tags and remotes as an issue, a forge or a model may give them. */
const names = [
  ...['-x', '--all', '-u', '--upload-pack=touch ran', '--output=ran', '--exec=touch ran', '-oProxyCommand=touch ran'],
  ...['--receive-pack=touch ran', '--end-of-options', '--', '-', '--force', '--mirror', '--help', '-c', '-C'],
  ...['../main', 'main/../main', 'main..main', 'main...HEAD', '..', 'HEAD:a.txt', ':/first', ':0:a.txt', ':!a.txt'],
  ...['a b', 'a\tb', 'a\nb', 'a\r\nb', 'main\n', '\nmain', 'main\0x', '\u001b[2J', 'a\u007fb', 'a\u0085b'],
  ...['*', 'ma*n', 'ma?n', 'm[a]in', '\\main', '+main:main', '$(touch ran)', '`touch ran`; touch ran', ''],
];

describe('names that git could take for something else', () => {
  let repo: TestRepo;
  let recorder: string;

  beforeEach(() => {
    repo = TestRepo.with({ 'a.txt': 'one\n' });
    recorder = join(repo.folder, 'git');
    const note = `printf '%s\\0' "$@" > "${join(repo.folder, 'call')}.$$"`;
    writeFileSync(recorder, `#!/bin/sh\n${note}\nexec git "$@"\n`, { mode: 0o755 });
  });
  afterEach(() => repo.dispose());

  /** The words of every call since the last time. */
  const calls = (): string[][] =>
    readdirSync(repo.folder)
      .filter((name) => name.startsWith('call.'))
      .map((name) => readFileSync(join(repo.folder, name), 'utf8').split('\0').slice(0, -1));

  it('G04: are refused as a base, a branch, a remote and a ref, and are an option in no call of git', async () => {
    const git = createGit(recorder, 'local-too');
    const remote = join(repo.folder, 'remote.git');
    repo.git('init', '-q', '--bare', remote);
    repo.git('remote', 'add', 'origin', remote);
    repo.git('push', '-q', 'origin', 'main');
    const commit = repo.head();
    const before = [repo.userState(), repo.gitIn(remote, 'for-each-ref')];
    const path = join(repo.folder, 'wt');
    for (const name of names) {
      const uses: [string, string, () => Promise<unknown>][] = [
        ['base', 'no-commit', () => git.resolveBase(repo.root, name)],
        ['branch', 'failed', () => git.addWorktree(repo.root, { path, branch: name, commit })],
        ['branch of ours', 'failed', () => git.addWorktree(repo.root, { path, branch: `agents/${name}`, commit })],
        ['branch to delete', 'failed', () => git.deleteBranch(repo.root, name)],
        ['ref', 'failed', () => git.updateRef(repo.root, name, commit)],
        ['ref of ours', 'failed', () => git.updateRef(repo.root, `refs/background-agents/${name}`, commit)],
        ['remote', 'no-remote', () => git.fetchPull(repo.root, { number: 1, remote: name, into }, quiet)],
      ];
      for (const [what, reason, use] of uses) {
        await assert.rejects(use(), { reason }, `${what} ${JSON.stringify(name)}`);
      }
      const pushed = git.push(repo.root, { url: remote, branch: name, commit }, never);
      await assert.rejects(pushed, (error) => error instanceof ForgeError && error.reason === 'invalid', name);
    }
    const usual = ['--all', '--end-of-options', '--force'];
    const hostile = names.filter((name) => name.length > 2 && !usual.includes(name));
    for (const words of calls()) {
      const end = words.indexOf('--end-of-options');
      const options = end < 0 ? words : words.slice(0, end);
      // A branch whose form git is asked about stands behind the beginning of a ref, in one word with it.
      assert.deepEqual(
        options.filter((word) => hostile.includes(word)),
        [],
        words.join(' '),
      );
    }
    assert.deepEqual([repo.userState(), repo.gitIn(remote, 'for-each-ref')], before);
    assert.deepEqual([existsSync(path), existsSync(join(repo.root, 'ran')), existsSync('ran')], [false, false, false]);
  });

  it('G04: are in the branch of a task neither by its title nor by its base', async () => {
    const bench = new TaskBench(repo, createGit(recorder));
    for (const name of names) {
      assert.match(slugOf(name), /^[a-z0-9][a-z0-9-]{0,39}$/, JSON.stringify(name));
      const task = await bench.create({ base: { kind: 'ref', name } });
      await assert.rejects(bench.prepare(task), { reason: 'no-commit' }, JSON.stringify(name));
      assert.equal(existsSync(bench.journal.worktreeDir(task.id, task.slug)), false);
    }
    assert.equal(repo.git('for-each-ref', '--format=%(refname)'), 'refs/heads/main\n');
    bench.dispose();
  });
});

describe('addresses that git could run something for', () => {
  let repo: TestRepo;
  let bench: TaskBench;
  beforeEach(() => {
    repo = TestRepo.with({ 'a.txt': 'one\n' });
    bench = new TaskBench(repo);
  });
  afterEach(() => bench.dispose());

  const addresses = (): string[] => [
    ...['ext::sh -c "touch ran"', 'ext::sh', 'EXT::sh', 'fd::17', 'file:///tmp/x.git', repo.root, '../x', './x', '.'],
    ...['git://host/x', 'http://host/x.git', 'ftp://host/x', 'rsync://host/x', 'transport::address', 'https://host'],
    ...['ssh://-oProxyCommand=touch ran/x', 'git@-oProxyCommand=touch ran:x', 'host:-x', '-u', '--upload-pack=x', ''],
    'https://exa\nmple.org/x',
  ];

  it('G05: are not cloned, fetched from or pushed to', async () => {
    const git = createGit();
    const clones = new ClonedRepositories({ git, carrier: new DiskCarrier(), files: bench.journal });
    const commit = repo.head();
    const before = repo.git('for-each-ref');
    for (const url of addresses()) {
      repo.git('config', 'remote.evil.url', url);
      const uses: [string, () => Promise<unknown>][] = [
        ['no-remote', () => clones.open(url, { signal: never, onStep: () => undefined })],
        ['no-remote', () => git.fetchPull(repo.root, { number: 1, remote: 'evil', into }, quiet)],
        ['push-refused', () => git.push(repo.root, { url, branch: 'agents/x', commit }, never)],
      ];
      for (const [reason, use] of uses) {
        await assert.rejects(use(), { reason }, `${reason} ${url}`);
      }
    }
    const left = [existsSync(bench.journal.clonesDir), existsSync('ran'), repo.git('for-each-ref')];
    assert.deepEqual(left, [false, false, before]);
  });

  it('G05: are not used with a password in them, and none is repeated where git itself was asked', async () => {
    const git = createGit();
    const clones = new ClonedRepositories({ git, carrier: new DiskCarrier(), files: bench.journal });
    const withoutSecret = (reason: RegExp) => (error: Error & { reason?: string }) => {
      assert.match(error.reason ?? '', reason);
      assert.doesNotMatch(`${error.message} ${String(error.cause)}`, /sw0rdf1sh/);
      return true;
    };
    for (const address of [
      'https://ann:sw0rdf1sh@',
      'https://sw0rdf1sh@',
      'ssh://ann:sw0rdf1sh@',
      'https://ann:a@sw0rdf1sh@',
    ]) {
      const url = `${address}127.0.0.1:1/x.git`;
      const cloned = clones.open(url, { signal: never, onStep: () => undefined });
      await assert.rejects(cloned, withoutSecret(/^no-remote$/));
      repo.git('config', 'remote.origin.url', url);
      const fetched = git.fetchPull(repo.root, { number: 1, into }, quiet);
      await assert.rejects(fetched, withoutSecret(/^no-remote$|^not-fetched$/));
    }
    assert.equal(existsSync(bench.journal.clonesDir), false);
  });

  it('G05: are not reached by another name that the repository gives them', async () => {
    const strict = createGit();
    const ran = join(repo.folder, 'ran');
    const program = join(repo.folder, 'program.sh');
    writeFileSync(program, `#!/bin/sh\necho "$@" >> '${ran}'\nexit 1\n`, { mode: 0o755 });
    repo.git('config', 'remote.evil.url', 'https://example.invalid/x');
    for (const to of [`ext::${program} `, 'file:///', 'http://example.invalid/']) {
      repo.git('config', `url.${to}.insteadOf`, 'https://example.invalid/');
      const asked = strict.fetchPull(repo.root, { number: 1, remote: 'evil', into }, quiet);
      await assert.rejects(asked, { reason: 'no-remote' }, to);
      repo.git('config', '--remove-section', `url.${to}`);
    }
    assert.equal(existsSync(ran), false);
  });
});
