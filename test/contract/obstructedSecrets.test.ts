import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { DiskFiles } from '../../src/adapters/files/diskFiles';
import { MountedSecrets } from '../../src/adapters/process/mountedSecrets';
import { ShellCommands } from '../../src/adapters/process/shellCommands';
import { carriedItems } from '../../src/core/views/carriedItems';
import type { Carried, Task } from '../../src/protocol';
import { explained, settleSecretFiles, withCopies } from '../../src/runner/openSecretFiles';
import { runPrepared } from '../fakes/runPrepared';
import { TaskBench } from '../fakes/taskBench';
import { filesBelow, TestRepo } from '../fakes/testRepo';

/** What stands in the place of `app/.env`; `outside` and `root` are folders of the user's. */
const shapes: Record<string, { make: (at: { tree: string; outside: string; root: string }) => void; why: RegExp }> = {
  'a link to a file outside': {
    make: ({ tree, outside }) => fs.symlinkSync(path.join(outside, 'file'), path.join(tree, 'app/.env')),
    why: /app\/\.env is a link/,
  },
  'a link to a folder outside': {
    make: ({ tree, outside }) => fs.symlinkSync(outside, path.join(tree, 'app/.env')),
    why: /app\/\.env is a link/,
  },
  'a link to nothing': {
    make: ({ tree, outside }) => fs.symlinkSync(path.join(outside, 'none'), path.join(tree, 'app/.env')),
    why: /app\/\.env is a link/,
  },
  "a link to the user's own file": {
    make: ({ tree, root }) => fs.symlinkSync(path.join(root, 'app/.env'), path.join(tree, 'app/.env')),
    why: /app\/\.env is a link/,
  },
  'a folder': {
    make: ({ tree }) => {
      fs.mkdirSync(path.join(tree, 'app/.env'));
      fs.writeFileSync(path.join(tree, 'app/.env/file'), 'theirs\n');
    },
    why: /app\/\.env is a folder/,
  },
  'a file of its own': {
    make: ({ tree }) => fs.writeFileSync(path.join(tree, 'app/.env'), 'theirs\n'),
    why: /app\/\.env is a file/,
  },
  'a link above to a folder outside': {
    make: ({ tree, outside }) => replace(path.join(tree, 'app'), (at) => fs.symlinkSync(outside, at)),
    why: /app is a link/,
  },
  "a link above to the user's own folder": {
    make: ({ tree, root }) => replace(path.join(tree, 'app'), (at) => fs.symlinkSync(path.join(root, 'app'), at)),
    why: /app is a link/,
  },
  'a link above to a folder beside it': {
    make: ({ tree }) => replace(path.join(tree, 'app'), (at) => fs.symlinkSync('other', at)),
    why: /app is a link/,
  },
  'a link above to nothing': {
    make: ({ tree, outside }) => {
      replace(path.join(tree, 'app'), (at) => fs.symlinkSync(path.join(outside, 'none'), at));
    },
    why: /app is a link/,
  },
  'a file above': {
    make: ({ tree }) => replace(path.join(tree, 'app'), (at) => fs.writeFileSync(at, 'theirs\n')),
    why: /app is a file/,
  },
};

function replace(at: string, make: (at: string) => void): void {
  fs.rmSync(at, { recursive: true });
  make(at);
}

const signal = new AbortController().signal;

describe('A place of a file of secrets that is taken', () => {
  let repo: TestRepo;
  let bench: TaskBench;
  let outside: string;
  beforeEach(() => {
    repo = TestRepo.with({ '.gitignore': '.env\n', 'app/a.js': 'a\n', 'other/b.js': 'b\n' });
    outside = path.join(repo.folder, 'outside');
    fs.mkdirSync(outside);
    fs.writeFileSync(path.join(outside, 'file'), '');
    fs.writeFileSync(path.join(outside, '.env'), 'KEY=very-own\n');
    bench = new TaskBench(repo);
  });
  afterEach(() => bench.dispose());

  /** A branch of the repository that holds the shape, while the checkout has the file that git ignores. */
  function branchWith(shape: string): void {
    repo.git('checkout', '-q', '-b', 'shaped');
    shapes[shape]?.make({ tree: repo.root, outside, root: repo.root });
    repo.git('add', '-A', '-f');
    repo.git('commit', '-q', '-m', shape);
    repo.git('checkout', '-q', 'main');
    own();
  }

  function own(): void {
    repo.write({ 'app/.env': 'KEY=very-own\n' });
  }

  /** Everything of the user's, with rights and sizes. */
  const theirs = () => {
    const env = fs.statSync(path.join(repo.root, 'app/.env'));
    return [filesBelow(outside), filesBelow(repo.root, ['.git']), [env.mode, env.size, env.ino]];
  };

  const standing = (worktree: string) => filesBelow(worktree, ['.git']);
  const ofSecret = (task: Task): Carried[] =>
    carriedItems(bench.view(task)).filter(({ path: at }) => at === 'app/.env');

  for (const [shape, { why }] of Object.entries(shapes)) {
    it(`${shape}, as the repository has it: nothing is written there, and the task says why`, async () => {
      branchWith(shape);
      const before = theirs();
      const engine = { kind: 'command', command: 'echo made > made.txt' } as const;
      for (const isolation of ['sandbox', 'none'] as const) {
        const how = { isolation, approve: 'allow', verify: 'test -f made.txt', slug: `with-${isolation}` } as const;
        const task = await bench.create({ ...how, engine, base: { kind: 'ref', name: 'shaped' } });
        const { worktree } = await bench.prepare(task);
        const [given] = ofSecret(task);
        const filled = standing(worktree);
        const events = await runPrepared(bench, task);
        assert.deepEqual(theirs(), before, isolation);
        const { 'made.txt': made, ...others } = standing(worktree);
        assert.ok(made !== undefined);
        assert.deepEqual(others, filled);
        assert.deepEqual([given?.how, given?.bytes], ['left', 0]);
        assert.match(given?.reason ?? '', why);
        const receipts = events.flatMap((event) => (event.type === 'check.result' ? [event.receipt.exitCode] : []));
        assert.deepEqual(receipts, [0]);
      }
    });

    it(`${shape}, as the agent made it: nothing is written there, and what fails for it says why`, async () => {
      own();
      const task = await bench.create({ isolation: 'sandbox' });
      const { worktree } = await bench.prepare(task);
      assert.deepEqual(
        ofSecret(task).map(({ how }) => how),
        ['mounted'],
      );
      const { workspace } = bench.view(task).app;
      assert.ok(workspace !== null);
      const secrets = new MountedSecrets(workspace);
      const shell = { taskId: `${task.id}-${process.pid}`, isolation: 'sandbox' as const, worktree };
      const commands = await ShellCommands.open({
        ...{ ...shell, readOnly: [repo.root], hidden: [], env: process.env, mounts: secrets.covers },
      });
      const outputFile = path.join(repo.folder, 'out.log');
      const how = { network: false, signal, timeoutMs: 60_000, onOutput: () => undefined, outputFile };
      assert.equal((await commands.run('cat app/.env', how)).output, 'KEY=very-own\n');
      fs.rmSync(path.join(worktree, 'app/.env'));
      shapes[shape]?.make({ tree: worktree, outside, root: repo.root });
      const [before, made] = [theirs(), standing(worktree)];

      await settleSecretFiles(secrets, commands);
      const told = await explained(secrets, commands).run('cat app/.env/none', how);
      await withCopies(secrets, commands).run('true', how);
      await secrets.copy(new DiskCarrier(), 'all');
      secrets.takeBack();
      assert.deepEqual(theirs(), before);
      assert.deepEqual(standing(worktree), made);
      assert.notEqual(told.exitCode, 0);
      assert.match(told.output, why);
      const files = new DiskFiles({ worktree, ripgrep: null, mounted: (at) => secrets.has(at) });
      await files.write('app/.env', 'KEY=mine\n').catch((error: unknown) => error);
      assert.deepEqual(theirs(), before);
    });
  }
});
