import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import type { Decision } from '../../src/protocol';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';
import { AskingRunner } from './askingRunner';

const made: AskingRunner[] = [];

/** A task without a sandbox, whose one command is allowed; then what follows is answered. */
async function run(command: string, decision: Decision): Promise<AskingRunner> {
  const runner = await AskingRunner.open({ 'a.txt': 'a\n' }, [{ calls: [{ tool: 'shell', input: { command } }] }, {}]);
  made.push(runner);
  const { repo } = runner.prepared;
  repo.git('config', 'core.pager', 'less');
  fs.writeFileSync(path.join(repo.root, '.git', 'info', 'exclude'), '.envrc\n');
  fs.writeFileSync(path.join(repo.root, '.git', 'hooks', 'pre-push'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  runner.start();
  runner.answer(await runner.asked(1), { kind: 'allow' });
  await runner.until(() => runner.requests.length > 1 || runner.of('finished').length > 0);
  if (runner.requests.length > 1) {
    runner.answer(await runner.asked(2), decision);
    await runner.until(() => runner.of('finished').length > 0);
  }
  return runner;
}

const configOf = ({ prepared: { repo } }: AskingRunner) => repo.git('config', '--local', '--list').split('\n').sort();
const hook = ({ prepared: { repo } }: AskingRunner, name: string) => {
  const file = path.join(repo.root, '.git', 'hooks', name);
  return fs.existsSync(file) ? [fs.readFileSync(file, 'utf8'), fs.statSync(file).mode & 0o111] : null;
};

describe('a repository whose configuration a command changes', () => {
  afterEach(async () => {
    for (const { runner, prepared } of made.splice(0)) {
      await runner.stop();
      prepared.repo.dispose();
    }
  });

  const inMain = 'cd "$(git rev-parse --path-format=absolute --git-common-dir)/.."';
  const attack = `${inMain}; git config core.fsmonitor /tmp/evil; git config core.pager evil; git config --add core.pager two; printf '#!/bin/sh\\nevil\\n' > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit; rm .git/hooks/pre-push; mkdir -p .git/info; echo '* filter=evil' > .git/info/attributes; git config branch.main.remote origin`;

  it('P07: has what git would run put back before anyone is asked, and only that', async () => {
    const runner = await run(attack, { kind: 'deny' });
    const request = runner.requests[1];
    assert.deepEqual(
      [request?.rule, request?.command, request?.facts.slice(2)],
      [
        'P07',
        'change info/attributes, set core.fsmonitor, set core.pager, add the hook pre-commit, remove the hook pre-push',
        [
          'info/attributes: (none) → -:* filter=evil\n',
          'core.fsmonitor: (none) → ["/tmp/evil"]',
          'core.pager: ["less"] → ["evil","two"]',
          'pre-commit: (none) → x:#!/bin/sh\nevil\n',
          'pre-push: x:#!/bin/sh\nexit 0\n → (none)',
        ],
      ],
    );
    const config = configOf(runner);
    assert.deepEqual(
      config.filter((line) => /fsmonitor|pager/.test(line)),
      ['core.pager=less'],
    );
    assert.ok(config.includes('branch.main.remote=origin'), 'what runs nothing stays');
    assert.deepEqual([hook(runner, 'pre-commit'), hook(runner, 'pre-push')], [null, ['#!/bin/sh\nexit 0\n', 0o111]]);
    assert.equal(fs.existsSync(path.join(runner.prepared.repo.root, '.git', 'info', 'attributes')), false);
    assert.deepEqual(
      runner.of('guard.settled').map(({ outcome }) => outcome),
      ['denied'],
    );
  });

  it('P07: gets exactly what was wanted when that is allowed, and is not asked about it again', async () => {
    const runner = await run(attack, { kind: 'allow' });
    const config = configOf(runner).filter((line) => /fsmonitor|pager/.test(line));
    assert.deepEqual(config, ['core.fsmonitor=/tmp/evil', 'core.pager=evil', 'core.pager=two']);
    assert.deepEqual([hook(runner, 'pre-commit'), hook(runner, 'pre-push')], [['#!/bin/sh\nevil\n', 0o111], null]);
    assert.equal(runner.requests.length, 2);
  });

  it('P07: has the pointer of its worktree put back, whatever stands in its place', async () => {
    const runner = await run('rm .git && git init -q . && git config core.fsmonitor /tmp/evil', { kind: 'deny' });
    const { worktree, repo } = runner.prepared;
    assert.deepEqual(runner.requests[1]?.command, 'lead the worktree to another repository');
    assert.equal(fs.lstatSync(path.join(worktree, '.git')).isFile(), true);
    const common = execFileSync('git', ['rev-parse', '--path-format=absolute', '--git-common-dir'], { cwd: worktree });
    assert.equal(common.toString().trim(), path.join(repo.root, '.git'));
  });

  it('P07: has settings for one checkout alone put back too', async () => {
    const trap = 'git config extensions.worktreeConfig true; git config --worktree core.fsmonitor /tmp/evil';
    const runner = await run(`${trap}; ${inMain}; git config --worktree core.sshCommand evil`, { kind: 'deny' });
    assert.equal(runner.requests[1]?.command, 'set extensions.worktreeconfig, set core.sshcommand, set core.fsmonitor');
    const { repo, worktree } = runner.prepared;
    for (const folder of [repo.root, worktree]) {
      const config = execFileSync('git', ['config', '--list'], { cwd: folder, encoding: 'utf8' });
      assert.doesNotMatch(config, /evil|worktreeconfig/);
    }
  });

  it('P08: has a control file that git ignores put back too', async () => {
    const runner = await run('echo evil > .envrc; git config core.fsmonitor /tmp/evil', { kind: 'deny' });
    const { command, facts } = runner.requests[1] ?? {};
    assert.deepEqual(
      [command, facts?.at(-1)],
      ['set core.fsmonitor, write .envrc (ignored by git)', '.envrc would hold:\nevil\n'],
    );
    assert.equal(fs.existsSync(path.join(runner.prepared.worktree, '.envrc')), false);
  });

  it('does not ask when nothing that git runs has changed', async () => {
    const runner = await run(`${inMain}; git config branch.main.merge refs/heads/main; echo x > b.txt`, {
      kind: 'deny',
    });
    assert.equal(runner.requests.length, 1);
  });
});

describe('a repository whose configuration was changed after the last look at it', () => {
  it('P07: is told before Apply, where commands ran without a sandbox, and nothing of it is run', async () => {
    const repo = TestRepo.with({ 'a.txt': 'a\n' });
    const bench = new TaskBench(repo);
    try {
      const ran = path.join(repo.folder, 'ran');
      const task = await bench.completed((worktree) => repo.write({ 'a.txt': 'b\n' }, worktree));
      const at = bench.view(task).app.workspace?.repos[0];
      assert.ok(at);
      bench.journal.record(task.id, { type: 'guard.taken', scope: 'git', entries: await createGit().guarded(at) });
      assert.deepEqual((await bench.reviews().plan(bench.view(task))).flagged, []);
      repo.git('config', 'core.fsmonitor', `touch ${ran}; false`);
      repo.git('config', 'branch.main.remote', 'origin');
      fs.writeFileSync(path.join(repo.root, '.git', 'hooks', 'post-checkout'), `#!/bin/sh\ntouch ${ran}\n`, {
        mode: 0o755,
      });
      const { flagged, files } = await bench.reviews().plan(bench.view(task));
      const why = (act: string) =>
        `was changed since the agent began, which ran without a sandbox (${act}); your own git would obey it`;
      assert.deepEqual(flagged, [
        { path: '.git/config', why: why('set core.fsmonitor') },
        { path: '.git/hooks/post-checkout', why: why('add the hook post-checkout') },
      ]);
      assert.equal(files.length, 1);
      await bench.reviews().apply(bench.view(task));
      assert.equal(repo.read('a.txt'), 'b\n');
      assert.equal(fs.existsSync(ran), false);
    } finally {
      bench.dispose();
    }
  });
});
