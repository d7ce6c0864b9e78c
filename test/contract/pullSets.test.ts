import assert from 'node:assert/strict';
import { openForge } from '../../src/adapters/forges/openForge';
import { createGit } from '../../src/adapters/git/createGit';
import { createPulls, type Pulls } from '../../src/app/pulls/pulls';
import { pointsOf } from '../../src/core/forges/addressPull';
import { givenForgeHosts } from '../../src/core/forges/forgeHosts';
import type { Forge } from '../../src/core/forges/forgePorts';
import { pullSetLabel } from '../../src/core/forges/pullSetLabel';
import { pullSetStanding } from '../../src/core/forges/pullSetStanding';
import { glanceOfSet } from '../../src/core/forges/pullStatus';
import { english as t } from '../../src/core/translate';
import type { Git } from '../../src/core/worktrees/gitPorts';
import type { PullSetState, Task } from '../../src/protocol';
import { join } from 'node:path';
import { Crash, crashStep } from '../fakes/crash';
import { GitHubServer } from '../fakes/githubServer';
import { JoinedBench } from '../fakes/joinedBench';
import { SshRemotes } from '../fakes/sshRemotes';
import type { Around } from '../fakes/taskBench';

const signal = new AbortController().signal;
const twoRepositories = 'repositories:\n  - path: shared-types\n  - path: backend\n';

const writes: ReadonlySet<PropertyKey> = new Set(['append', 'push', 'fork', 'setBody']);

/** Only what changes something counts as a moment for a crash: what is read between two writes leaves nothing behind. */
function writesOf<T extends object>(part: T, crashing: T): T {
  return new Proxy(part, {
    get: (of, name): unknown => {
      const isOpen = name === 'open' && 'find' in of;
      const value: unknown = Reflect.get(writes.has(name) || isOpen ? crashing : of, name);
      return typeof value === 'function' ? value.bind(of) : value;
    },
  });
}

describe('pull requests of a task of several repositories', function () {
  this.timeout(240_000);
  let bench: JoinedBench;
  let server: GitHubServer;
  let remotes: SshRemotes;
  /** What the agent was told. */
  let said: string[];

  const start = async (file?: string): Promise<void> => {
    bench = await JoinedBench.open(file);
    said = [];
    server = await new GitHubServer().start();
    remotes = new SshRemotes(bench.repo.folder);
    server.world.shaOf = (path, branch) => remotes.commit(path, branch) ?? '';
    for (const { path } of bench.opened?.joined.members ?? []) {
      const root = bench.at(path);
      remotes.add(`acme/${path}`);
      server.add({ path: `acme/${path}`, canPush: true });
      bench.repo.gitIn(root, 'config', 'user.name', 'Ann');
      bench.repo.gitIn(root, 'config', 'user.email', 'ann@example.org');
      bench.repo.gitIn(root, 'remote', 'add', 'origin', `git@github.com:acme/${path}.git`);
      bench.repo.gitIn(root, 'push', '-q', remotes.folder(`acme/${path}`), 'main');
      bench.repo.gitIn(root, 'update-ref', 'refs/remotes/origin/main', 'main');
    }
  };
  const stop = (): void => {
    server.stop();
    remotes.dispose();
    bench.dispose();
    assert.deepEqual(server.violations, []);
  };
  afterEach(stop);

  const services = (around: Around = (part) => part): Pulls => {
    const hosts = givenForgeHosts({ 'github.com': { kind: 'github', api: server.api } });
    const { journal } = bench;
    return createPulls(
      {
        groups: { current: new Map() },
        ...{ git: around<Git>(createGit(undefined, 'network', join(bench.folder, 'joined'))), store: around(journal) },
        credentials: () => Promise.resolve(undefined),
        secrets: () => Promise.resolve({}),
        fleet: {
          holding: (taskId, act) => act(journal.get(taskId)),
          message: (_, text) => Promise.resolve(void said.push(text)),
        },
        clock: { sleep: () => Promise.resolve() },
      },
      {
        hosts: () => hosts,
        token: () => Promise.resolve(server.world.token),
        open: async (kind, access) => around<Forge>(await openForge(kind, access)),
      },
    );
  };
  const work = (worktree: string): void =>
    bench.repo.write({ 'shared-types/user.ts': 'export interface User {}\n', 'backend/new.py': 'new\n' }, worktree);
  const setOf = (task: Task): PullSetState | null => bench.view(task).app.pullSet;
  const openAll = async (task: Task): Promise<PullSetState> => {
    const { sets } = services();
    return sets.open(task.id, await sets.propose(bench.view(task), {}, signal), signal);
  };
  const made = () => server.pulls.map(({ path, number, head, sha }) => [path, number, head, sha]);
  const pushed = (name: string): string | null => remotes.commit(`acme/${name}`, 'agents/do-it');
  const linked = (place: number, count: number, lines: readonly string[]): string =>
    [
      '<!-- background-agents: pull requests that belong together -->',
      '## Belongs together',
      '',
      `This is ${place} of ${count} pull requests of one change. Merge them in this order:`,
      '',
      ...lines,
      '<!-- /background-agents -->',
    ].join('\n');

  it('are proposed for the repositories that changed, in their order, without changing anything anywhere', async () => {
    await start();
    const task = await bench.completed(work);
    const before = [bench.usersState(), bench.entryTypes(task)];
    const { parts, unchanged } = await services().sets.propose(bench.view(task), { draft: true }, signal);
    assert.deepEqual(
      parts.map(({ member, proposal: { plan } }) => [member, plan.into.path, plan.branch, plan.title, plan.draft]),
      [
        ['backend', 'acme/backend', 'agents/do-it', 'Do it', true],
        ['shared-types', 'acme/shared-types', 'agents/do-it', 'Do it', true],
      ],
    );
    assert.deepEqual(
      parts.map(({ proposal: { plan } }) => plan.body.split('\n').filter((line) => /^(##|- \w+ `)/.test(line))),
      [
        ['## What was asked', '## Changes: 1 file +1 −0', '- added `new.py`, +1 −0', '## Not checked'],
        ['## What was asked', '## Changes: 1 file +1 −3', '- modified `user.ts`, +1 −3', '## Not checked'],
      ],
    );
    assert.deepEqual(unchanged, ['frontend']);
    assert.deepEqual([bench.usersState(), bench.entryTypes(task), server.pulls], [...before, []]);
  });

  it('are opened one after the other, and the text of each names all of them in their order', async () => {
    await start();
    const task = await bench.completed(work);
    const before = bench.usersState();
    const set = await openAll(task);
    assert.deepEqual(made(), [
      ['acme/backend', 12, 'acme:agents/do-it', pushed('backend')],
      ['acme/shared-types', 13, 'acme:agents/do-it', pushed('shared-types')],
    ]);
    assert.equal(
      remotes.git('acme/backend', 'show', '--format=%an|%s', '--name-only', 'agents/do-it'),
      'Ann|Do it\n\nnew.py\n',
    );
    const names = [
      '1. [acme/backend#12](https://github.com/acme/backend/pull/12)',
      '2. [acme/shared-types#13](https://github.com/acme/shared-types/pull/13)',
    ];
    const ends = server.pulls.map(({ body }) => body.slice(body.indexOf('<!--')));
    assert.deepEqual(ends, [
      linked(1, 2, [`${names[0] ?? ''} (this one)`, names[1] ?? '']),
      linked(2, 2, [names[0] ?? '', `${names[1] ?? ''} (this one)`]),
    ]);
    assert.equal(pullSetLabel(set, null, t), 'PRs backend #12, shared-types #13');
    assert.deepEqual([bench.usersState(), bench.view(task).app.pull], [before, null]);
  });

  it('get a new result, and one for a repository that changes later, without a word of people lost', async () => {
    await start();
    const task = await bench.completed(work);
    await openAll(task);
    const [first] = server.pulls;
    assert.ok(first !== undefined);
    first.body = `Please look at this first.\n\n${first.body}\n\nThanks.`;
    const worktree = bench.worktree(task);
    bench.repo.write({ 'backend/new.py': 'newer\n', 'frontend/src/a.ts': 'a\n' }, worktree);
    await bench.checkpoint(task);
    assert.deepEqual(await services().sets.push(task.id, 'Address the review', signal), ['backend']);
    assert.equal(remotes.git('acme/backend', 'show', 'agents/do-it:new.py'), 'newer\n');
    const set = await openAll(task);
    assert.deepEqual(
      set.parts.map(({ member, pull }) => [member, pull?.opened?.number]),
      [
        ['backend', 12],
        ['frontend', 14],
        ['shared-types', 13],
      ],
    );
    assert.match(
      first.body,
      /^Please look at this first\.\n\n## What was asked[^]*2\. \[acme\/frontend#14\][^]*-->\n\nThanks\.$/,
    );
    assert.equal(first.body.split('## Belongs together').length, 2);
  });

  it('are opened once each, also after a crash at any moment', async () => {
    for (let before = 1; ; before += crashStep(11)) {
      await start(twoRepositories);
      const task = await bench.completed(work);
      const proposal = await services().sets.propose(bench.view(task), {}, signal);
      const crash = new Crash(before);
      const ended = await crash.run(
        services((part) => writesOf(part, crash.around(part))).sets.open(task.id, proposal, signal),
      );
      await (setOf(task) === null ? openAll(task) : services().sets.resume(task.id, signal));
      assert.deepEqual(made(), [
        ['acme/shared-types', 12, 'acme:agents/do-it', pushed('shared-types')],
        ['acme/backend', 13, 'acme:agents/do-it', pushed('backend')],
      ]);
      assert.equal(pullSetStanding(setOf(task)), 'open');
      assert.deepEqual(
        server.pulls.map(({ body }) => body.split('## Belongs together').length),
        [2, 2],
      );
      if (ended === 'done') {
        assert.ok(before > 12, String(before));
        return;
      }
      stop();
    }
  });

  it('are answered in one message about all that is open at them, and say how each stands, the worst first', async () => {
    await start(twoRepositories);
    const task = await bench.completed(work);
    await openAll(task);
    const { sets } = services();
    const failing = { id: 1, name: 'test', status: 'completed', conclusion: 'failure', said: '1 failed' } as const;
    server.world.runs = [failing];
    server.world.comments = [
      { id: 5, path: 'user.ts', line: 1, body: 'Add a name', association: 'OWNER', author: 'ann' },
    ];
    const seen = await sets.look(task.id, 'quietly', signal);
    const counts = { state: 'open', passed: 0, failed: 1, pending: 0, comments: 1 } as const;
    assert.deepEqual(glanceOfSet(seen), {
      ...{ state: 'open', passed: 0, failed: 2, pending: 0, comments: 2 },
      parts: [
        { member: 'shared-types', ...counts },
        { member: 'backend', ...counts },
      ],
    });
    const green = { member: 'shared-types', ...counts, passed: 2, failed: 0 } as const;
    const red = { member: 'backend', ...counts } as const;
    assert.equal(
      pullSetLabel(setOf(task), { ...glanceOfSet(seen), parts: [green, red] }, t),
      'PRs backend #13 (CI 0/1, 1 failing), shared-types #12 (CI 2/2)',
    );

    const asked = seen.map((each) => ({ ...each, points: pointsOf(each.status) }));
    await sets.address(task.id, asked, { mostRounds: 3 });
    assert.equal(said.length, 1);
    const [first = '', second = ''] = (said[0] ?? '').split('This is about the repository in ').slice(1);
    assert.match(
      first,
      /^shared-types\/, which the paths below are relative to\.\nPull request #12 [^]*Review comment on user\.ts:1/,
    );
    assert.match(second, /^backend\/, [^]*\nPull request #13 [^]*Failing check: test\n```text\n1 failed/);
    const rounds = () => setOf(task)?.parts.map(({ pull }) => pull?.rounds.length);
    assert.deepEqual(rounds(), [1, 1]);
    // The same again came to nothing, so nothing is sent of any.
    await assert.rejects(sets.address(task.id, asked, { mostRounds: 3 }), /Nothing was sent to the agent\./);
    assert.deepEqual([rounds(), said.length], [[1, 1], 1]);
    // The forge of the test has one conversation for all.
    assert.equal(await sets.resolve(task.id, signal), 1);
  });

  it('go on from a refusal, and can be given up', async () => {
    await start(twoRepositories);
    const task = await bench.completed(work);
    const refusal = { status: 422, body: { message: 'Validation Failed' } };
    server.world.fail = (what) => (what === 'POST /repos/acme/backend/pulls' ? refusal : undefined);
    await assert.rejects(openAll(task), { reason: 'invalid' });
    assert.equal(pullSetLabel(setOf(task), null, t), '1 of 2 pull requests open: look at them');
    server.world.fail = () => undefined;
    const set = await services().sets.resume(task.id, signal);
    assert.deepEqual([pullSetStanding(set), server.pulls.length], ['open', 2]);
    await services().sets.forget(task.id);
    assert.equal(setOf(task), null);
  });
});
