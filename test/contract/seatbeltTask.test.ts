import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { carriedItems } from '../../src/core/views/carriedItems';
import type { Carried, RunnerEvent } from '../../src/protocol';
import { runPrepared } from '../fakes/runPrepared';
import { lastProfile, seatbeltStandIn } from '../fakes/seatbeltStandIn';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';

// A whole task, with bubblewrap in the place of the sandbox of macOS.
if (process.platform === 'linux') {
  describe('A task on macOS', () => {
    let repo: TestRepo;
    let bench: TaskBench;
    beforeEach(() => {
      repo = TestRepo.with({ '.gitignore': '.env\nnode_modules/\n', 'app/a.js': 'a\n', 'package.json': '{}\n' });
      repo.write({ '.env': 'KEY=very-own\n', 'node_modules/one/index.js': 'one\n' });
      bench = new TaskBench(repo);
    });
    afterEach(() => bench.dispose());

    it('runs its commands and checks unasked in the sandbox, with copies of what can lie over nothing there', async () => {
      const command = 'cat .env node_modules/one/index.js > made.txt; git status --short';
      const engine = { kind: 'command', command } as const;
      const verify = 'grep -q very-own .env && test -s made.txt';
      const task = await bench.create({ isolation: 'sandbox', engine, verify });
      const { worktree } = await bench.prepare(task);
      const seatbelt = seatbeltStandIn(repo.folder);
      const events = await runPrepared(bench, task, [{}], { system: { platform: 'darwin', seatbelt } });
      const of = <T extends RunnerEvent['type']>(type: T) =>
        events.filter((event): event is Extract<RunnerEvent, { type: T }> => event.type === type);
      assert.deepEqual(
        of('ready').map(({ sandbox }) => sandbox.kind),
        ['seatbelt'],
      );
      assert.deepEqual([of('approval.request'), of('question')], [[], []]);
      assert.deepEqual(
        of('tool.result').map(({ outcome, text }) => [outcome, text.includes('?? made.txt')]),
        [['ok', true]],
      );
      assert.deepEqual(
        of('check.result').map(({ receipt }) => [receipt.exitCode, receipt.sandboxed]),
        [[0, true]],
      );
      assert.equal(fs.readFileSync(path.join(worktree, 'made.txt'), 'utf8'), 'KEY=very-own\none\n');
      assert.equal(fs.statSync(path.join(worktree, '.env')).mode & 0o777, 0o600);
      assert.match(lastProfile(seatbelt), /^\(version 1\)\n\(deny default\)\n/);
      const view = bench.view(task);
      const run = { ...view.run, sandbox: { kind: 'seatbelt' } as const };
      const secret = carriedItems({ ...view, run }).find((each: Carried) => each.path === '.env');
      const reason = 'for your user only (mode 0600), as the sandbox of macOS shows only what lies there';
      assert.deepEqual([secret?.how, secret?.reason], ['copied', reason]);
    });
  });
}
