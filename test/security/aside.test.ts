import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import { openEventJournal } from '../../src/adapters/store/eventJournal';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { Canaries } from './canaries';
import { MemoryLog } from '../fakes/memoryLog';
import { prepareTask } from '../fakes/preparedTask';
import { AskingRunner } from './askingRunner';

describe('commands that are tried on other files beside a task', () => {
  it('A04: are held as its own are: no network, nothing written beside, and the task stays as it is', async () => {
    const canaries = await Canaries.open();
    const task = await prepareTask({ 'a.txt': 'a\n' }, { verify: null, isolation: 'sandbox', approve: 'deny' });
    const asking = new AskingRunner(task, [{}]);
    asking.start();
    await asking.finished();
    await asking.runner.stop();
    const { repo, spec, worktree } = task;
    const outside = path.join(repo.folder, 'outside');
    const command = [
      `curl -s ${canaries.url}; echo x > '${outside}'; echo x > '${worktree}/b.txt'; echo x > '${repo.root}/b.txt'`,
      'git config core.fsmonitor ./evil; cat a.txt',
    ].join('; ');
    const tree = await createGit().treeOf(repo.root, spec.workspace.repos[0].snapshot);
    const { id: taskId } = spec.task;
    const options = { taskId, taskDir: spec.taskDir, fence: 1, redact: (text: string) => text };
    const journal = await openEventJournal({ ...options, clock: new SystemClock(), log: new MemoryLog() });
    const commit = spec.workspace.repos[0].snapshot;
    await journal.append({ type: 'tryout.asked', tryoutId: 'one', commit, tree, commands: [command] });
    await journal.close();
    const again = new AskingRunner(task, [{}]);
    again.start();
    await again.until(() => again.of('tryout.done').length > 0);
    const [done] = again.of('tryout.done');
    assert.deepEqual(
      {
        ran: done?.receipts.map(({ exitCode, sandboxed }) => [exitCode, sandboxed]),
        hits: canaries.hits,
        made: [outside, path.join(worktree, 'b.txt'), path.join(repo.root, 'b.txt')].filter((file) =>
          fs.existsSync(file),
        ),
        config: repo.git('config', '--list', '--local').includes('fsmonitor'),
      },
      { ran: [[0, true]], hits: [], made: [], config: false },
    );
    await again.close();
    await canaries.close();
  });
});
