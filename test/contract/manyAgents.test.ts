import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { builtProgram } from '../fakes/builtProgram';
import { filesBelow, TestRepo } from '../fakes/testRepo';

const script = join(import.meta.dirname, '../fixtures/git/agents.ts');
const agents = 32;
const processes = 4;
const isNightly = process.env['BACKGROUND_AGENTS_NIGHTLY'] === '1';
/** How often each agent begins and ends. */
const rounds = isNightly ? 25 : 1;
const mostMs = isNightly ? 3_600_000 : 300_000;

interface Living {
  ref: string;
  branch: string;
  worktree: string;
  /** All its checkpoints. */
  commits: string[];
}

describe('Many agents in one repository', () => {
  let repo: TestRepo;
  afterEach(() => repo.dispose());

  it(`start, commit, take checkpoints and finish at once, ${agents} of them, while the user commits and collects garbage`, async () => {
    const files = Array.from({ length: 10 }, (_, index): [string, string] => [`src/file${index}.txt`, `${index}\n`]);
    repo = TestRepo.with(Object.fromEntries(files));
    const user = [repo.head()] as string[];
    const over = new AbortController();
    const running = Promise.all(Array.from({ length: processes }, (_, index) => run(index))).finally(() =>
      over.abort(),
    );
    for (let number = 1; !over.signal.aborted; number += 1) {
      writeFileSync(join(repo.root, 'user.txt'), `${number}\n`);
      user.push(await byUser(number));
    }
    const living = (await running).flat();
    repo.git('gc', '-q');

    assert.equal(repo.git('fsck', '--no-progress', '--connectivity-only', '--no-dangling').trim(), '');
    assert.deepEqual(repo.git('rev-list', '--reverse', 'main').trim().split('\n'), user);
    assert.equal(repo.git('status', '--porcelain'), '');
    assert.equal(living.length, agents / 2);
    for (const { ref, branch, commits, worktree } of living) {
      const reachable = new Set(repo.git('rev-list', ref).trim().split('\n'));
      assert.deepEqual(
        commits.filter((commit) => !reachable.has(commit)),
        [],
      );
      assert.equal(repo.gitIn(worktree, 'symbolic-ref', '--short', 'HEAD').trim(), branch);
      assert.equal(repo.gitIn(worktree, 'status', '--porcelain'), '');
      assert.equal(repo.git('rev-parse', `${branch}^{tree}`), repo.git('rev-parse', `${ref}^{tree}`));
    }
    assert.equal(repo.git('worktree', 'list').trim().split('\n').length, 1 + living.length);
    const left = Object.keys(filesBelow(join(repo.root, '.git'))).filter((file) => file.endsWith('.lock'));
    assert.deepEqual(left, []);
    const writers = readdirSync(join(repo.root, '.git/background-agents/writers'));
    assert.deepEqual(
      writers.filter((name) => name.endsWith('.free')).map((name) => name.slice(0, -'.free'.length)),
      writers.filter((name) => !name.endsWith('.free')),
    );
  }).timeout(mostMs);

  async function run(index: number): Promise<Living[]> {
    const each = agents / processes;
    const given = [repo.root, join(repo.folder, 'data'), String(index * each), String(each), String(rounds)];
    const child = spawn(process.execPath, [builtProgram(script), ...given], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), exitOf(child)]);
    assert.equal(code, 0, errors);
    return out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Living);
  }

  /** What people do beside their agents, by plain git. */
  async function byUser(number: number): Promise<string> {
    await plain('add', 'user.txt');
    await plain('commit', '-q', '-m', `by the user, ${number}`);
    if (number % 4 === 0) {
      await plain('gc', '-q');
    }
    await setImmediate();
    return repo.head();
  }

  async function plain(...args: string[]): Promise<void> {
    const identity = { GIT_AUTHOR_NAME: 'u', GIT_AUTHOR_EMAIL: 'u@e.org' };
    const committer = { GIT_COMMITTER_NAME: 'u', GIT_COMMITTER_EMAIL: 'u@e.org' };
    const env = { PATH: process.env['PATH'], HOME: repo.folder, ...identity, ...committer };
    const child = spawn('git', args, { cwd: repo.root, env, stdio: ['ignore', 'ignore', 'pipe'] });
    const [errors, code] = await Promise.all([text(child.stderr), exitOf(child)]);
    assert.equal(code, 0, `git ${args.join(' ')}: ${errors}`);
  }
});

async function exitOf(child: ChildProcess): Promise<unknown> {
  const [code] = (await once(child, 'exit')) as unknown[];
  return code;
}
