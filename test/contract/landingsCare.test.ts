import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Crash, crashStep } from '../fakes/crash';
import { LandBench } from '../fakes/landBench';
import type { TestRepo } from '../fakes/testRepo';

/** For what is done many times over. */
const slowMs = 240_000;

/** What has an effect; a crash between two looks is one before the next act. */
const acts = new Set([
  ...['append', 'keepFiles', 'updateRef', 'applyDifference'],
  ...['commitAsUser', 'moveUserRef', 'moveIndex', 'putFiles'],
]);

/** The part, of which only acts count towards the crash. */
function acting<T extends object>(crash: Crash, part: T): T {
  const crashing = crash.around(part);
  return new Proxy(part, {
    get: (_, name) => Reflect.get(acts.has(String(name)) ? crashing : part, name) as unknown,
  });
}

describe('Landings are careful', function () {
  this.timeout(60_000);
  let bench: LandBench;
  let repo: TestRepo;
  const { base } = LandBench;
  const fresh = (): void => {
    bench = LandBench.fresh();
    repo = bench.repo;
  };
  beforeEach(() => fresh());
  afterEach(() => bench.dispose());

  describe('undo', () => {
    it('keeps what the user did since, and refuses where that is in the same places', async () => {
      const task = await bench.completed(bench.work);
      await bench.land(task);
      repo.write({ 'a.txt': base['a.txt'].replace('2\n', 'two, and mine\n') });
      const before = repo.userState();
      await assert.rejects(bench.undo(task), { reason: 'conflict', message: /a\.txt/ });
      assert.deepEqual(repo.userState(), before);
      repo.write({ 'a.txt': base['a.txt'].replace('2\n', 'two\n').replace('9\n', 'nine\n'), 'since.txt': 's\n' });
      await bench.undo(task);
      assert.equal(repo.read('a.txt'), base['a.txt'].replace('9\n', 'nine\n'));
      assert.equal(bench.status(), ' M a.txt\n?? since.txt\n');
    });

    it('offers a revert when there are more commits, which puts the inverse into the files alone', async () => {
      const task = await bench.completed(bench.work);
      await bench.land(task);
      repo.write({ 'more.txt': 'm\n' });
      const head = repo.commit('more');
      await assert.rejects(bench.undo(task), { domain: 'task', reason: 'committed' });
      await bench.undo(task, true);
      assert.equal(repo.head(), head);
      assert.deepEqual(bench.status().split('\n').sort(), ['', ' D new/n.txt', ' M a.txt', '?? old.txt']);
      assert.equal(bench.landing(task), 'none');
    });
  });

  describe('hooks and signing', () => {
    const hook = (name: string, script: string): void => {
      mkdirSync(join(repo.root, '.git/hooks'), { recursive: true });
      writeFileSync(join(repo.root, '.git/hooks', name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(repo.root, '.git/hooks', name), 0o755);
    };

    it('runs the user’s hooks only where they were asked for, as in a commit of their own', async () => {
      hook(
        'pre-commit',
        `git diff --cached --name-only --no-renames > ${repo.folder}/seen; env > ${repo.folder}/env; pwd > ${repo.folder}/cwd`,
      );
      hook('commit-msg', 'printf "\\nReviewed-by: hook\\n" >> "$1"');
      hook('post-commit', `git log -1 --format=%s > ${repo.folder}/post`);
      const task = await bench.completed(bench.work);
      const survey = await bench.landings().look(bench.view(task));
      assert.deepEqual(survey.setup, {
        identity: 'Ada <ada@example.com>',
        signs: false,
        hooks: ['pre-commit', 'commit-msg', 'post-commit'],
        hooksFolder: null,
      });
      await bench.land(task);
      assert.throws(() => readFileSync(join(repo.folder, 'seen')));
      await bench.undo(task);
      await bench.land(task, 'squash', { hooks: true });
      assert.equal(readFileSync(join(repo.folder, 'seen'), 'utf8'), 'a.txt\nnew/n.txt\nold.txt\n');
      assert.equal(readFileSync(join(repo.folder, 'cwd'), 'utf8').trim(), repo.root);
      assert.doesNotMatch(readFileSync(join(repo.folder, 'env'), 'utf8'), /^GIT_(DIR|WORK_TREE|CONFIG_COUNT)=/m);
      assert.equal(readFileSync(join(repo.folder, 'post'), 'utf8'), 'Land it\n');
      assert.equal(repo.git('log', '-1', '--format=%B').trim(), 'Land it\n\nReviewed-by: hook');
    });

    it('puts everything back when a hook refuses, and says what it printed', async () => {
      hook('pre-commit', 'echo "lint: a.txt is ugly" >&2; exit 1');
      const task = await bench.completed(bench.work);
      repo.write({ 'b.txt': 'edited\n' });
      repo.git('add', 'b.txt');
      const before = bench.state();
      await assert.rejects(bench.land(task, 'squash', { hooks: true }), {
        reason: 'hook-refused',
        message: /pre-commit.*lint: a\.txt is ugly/s,
      });
      assert.deepEqual(bench.state(), before);
      assert.equal(bench.landing(task), 'none');
    });

    it('takes over what a hook changes of the commit', async () => {
      hook('pre-commit', 'printf "formatted\\n" > new/n.txt; git add new/n.txt');
      const task = await bench.completed(bench.work);
      await bench.land(task, 'commits', {
        hooks: true,
        commits: [{ message: 'One', paths: ['new/n.txt'] }, { message: 'Two' }],
      });
      assert.equal(repo.git('show', 'HEAD:new/n.txt'), 'formatted\n');
      assert.deepEqual(
        ['HEAD', 'HEAD~1'].map((commit) => bench.namesIn(commit)),
        [['a.txt', 'old.txt'], ['new/n.txt']],
      );
      assert.equal(bench.status(), '');
      await bench.undo(task);
      assert.equal(bench.status(), '');
    });

    it('does not run a hook that comes with the change', async () => {
      repo.git('config', 'core.hooksPath', '.husky/_');
      const task = await bench.completed((worktree) => repo.write({ '.husky/pre-commit': 'touch PWNED\n' }, worktree));
      await assert.rejects(bench.land(task, 'squash', { hooks: true }), {
        reason: 'unsafe-path',
        message: /\.husky\/pre-commit/,
      });
      await bench.land(task);
      assert.equal(bench.status(), '');
    });

    it('signs with a key of ssh where the user signs, and says why where it can’t', async () => {
      const key = join(repo.folder, 'key');
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
      writeFileSync(join(repo.folder, 'signers'), `ada@example.com ${readFileSync(`${key}.pub`, 'utf8')}`);
      for (const [name, value] of [
        ['gpg.format', 'ssh'],
        ['user.signingKey', key],
        ['commit.gpgSign', 'true'],
        ['gpg.ssh.allowedSignersFile', join(repo.folder, 'signers')],
        ['gpg.ssh.program', join(repo.folder, 'planted')],
      ] as const) {
        repo.git('config', name, value);
      }
      writeFileSync(join(repo.folder, 'planted'), `#!/bin/sh\ntouch ${repo.folder}/PWNED\n`, { mode: 0o755 });
      const task = await bench.completed(bench.work);
      await bench.land(task, 'merge', { commits: [{ message: 'Do it' }, { message: 'Merge it' }] });
      repo.git('config', '--unset', 'gpg.ssh.program');
      assert.deepEqual(bench.commits('%G? %GS %s', '-1', 'HEAD'), ['G ada@example.com Merge it']);
      assert.deepEqual(bench.commits('%G? %s', '-1', 'HEAD^2'), ['G Do it']);
      assert.throws(() => readFileSync(join(repo.folder, 'PWNED')));
      await bench.undo(task);
      repo.git('config', 'user.signingKey', join(repo.folder, 'none'));
      const before = bench.state();
      await assert.rejects(bench.land(task), { reason: 'not-signed', hint: /commit\.gpgSign/ });
      assert.deepEqual(bench.state(), before);
    });
  });

  it('is finished or taken back after a crash at any moment, and so is its undo', async function () {
    this.timeout(slowMs);
    for (let before = 1; ; before += crashStep(7)) {
      fresh();
      repo.write({ 'b.txt': 'dirty\n' });
      const task = await bench.completed(bench.work);
      const untouched = bench.state();
      const request = await bench.asked(task, 'squash');
      const crash = new Crash(before);
      const landed = await crash.run(bench.landings((part) => acting(crash, part)).land(bench.view(task), request));
      await bench.landings().recover(bench.view(task));
      if (bench.landing(task) === 'none') {
        assert.deepEqual(bench.state(), untouched, `crash before call ${before}`);
        await bench.land(task);
      }
      assert.deepEqual(bench.commits('%s'), ['Land it', 'first'], `crash before call ${before}`);
      assert.equal(bench.status(), ' M b.txt\n');

      const undoing = new Crash(before);
      const undone = await undoing.run(bench.landings((part) => acting(undoing, part)).undo(bench.view(task)));
      await bench.landings().recover(bench.view(task));
      if (bench.landing(task) === 'landed') {
        assert.deepEqual(bench.commits('%s'), ['Land it', 'first']);
        await bench.undo(task);
      }
      assert.deepEqual(bench.state(), untouched, `undo, crash before call ${before}`);
      bench.dispose();
      if (landed === 'done' && undone === 'done') {
        assert.ok(before > 10);
        break;
      }
    }
    fresh();
  });

  it('lands once when two processes land at the same moment', async () => {
    const [one, two] = [await bench.completed(bench.work), await bench.completed(bench.work)];
    const landings = [one, two].map(async (task) => ({ task, request: await bench.asked(task, 'squash') }));
    const ready = await Promise.all(landings);
    const outcomes = await Promise.allSettled(
      ready.map(({ task, request }) => bench.landings().land(bench.view(task), request)),
    );
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.deepEqual(bench.commits('%s'), ['Land it', 'first']);
    assert.equal(bench.status(), '');
    assert.deepEqual([bench.landing(one), bench.landing(two)].sort(), ['landed', 'none']);
  });
});
