import { createGit } from '../../adapters/git/createGit';
import { overlapLines } from '../../core/radar/overlapLabels';
import { english as t } from '../../core/translate';
import { exitStatus } from '../lines/exitStatus';
import { repoFolder } from '../launch/repoFolder';
import type { Invocation, Subcommand } from '../options/subcommand';
import { plainText } from '../lines/terminal';

export const conflictsCommand: Subcommand = {
  name: 'conflicts',
  usage: '[--repo DIR] [--json]',
  summary: 'say where changes of tasks do not merge, with one another and with your checkout',
  options: { repo: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    '  --repo DIR    the repository; by default the one of this folder',
    '  --json        print a line of JSON for each task that meets something',
    '',
    'What is compared is what the worktrees and the checkout hold now, committed or not, by git’s own merge. Nothing of',
    'the repository is written. Tasks whose change was landed or discarded are left out.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const root = await createGit().root(await repoFolder(args, terminal));
    const session = await open();
    const { radar, store } = session.services;
    try {
      await radar.look([root]);
      for (const [taskId, overlaps] of radar.current) {
        const { title } = store.get(taskId).task;
        const lines = [title, ...overlapLines(overlaps, t).map((line) => `  ${line}`)];
        const shown = args.has('json') ? [JSON.stringify({ taskId, title, overlaps })] : lines.map(plainText);
        shown.forEach((line) => terminal.print(line));
      }
      if (radar.current.size === 0 && !args.has('json')) {
        terminal.print('No changes of tasks conflict.');
      }
      return exitStatus.complete;
    } finally {
      await radar.dispose();
      await session.dispose();
    }
  },
};
