import { lossesOf, removalLines } from '../../core/removal/removalPlan';
import { english } from '../../core/translate';
import { exitStatus } from '../lines/exitStatus';
import type { Invocation, Subcommand } from '../options/subcommand';
import { plainText } from '../lines/terminal';
import { UsageError } from '../options/usageError';

export const removeEverything: Subcommand = {
  name: 'remove-everything',
  usage: '[--yes [--with-unapplied]]',
  summary: 'list all that was made for tasks: refs, branches, worktrees, data; and remove it',
  options: { yes: { type: 'boolean' }, 'with-unapplied': { type: 'boolean' } },
  help: [
    '  --yes             remove it; without it nothing is touched',
    '  --with-unapplied  also changes that were never applied and what is kept of removed worktrees, lost for good',
    '',
    'What was cut off is finished by running it again. Your own rules stay, and all that we did not make.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    if (args.positionals.length > 0) {
      throw new UsageError('“remove-everything” takes no argument.');
    }
    const session = await open();
    try {
      const plan = await session.removal.plan();
      if (!args.has('yes')) {
        removalLines(plan, english).forEach((line) => terminal.print(plainText(line)));
        terminal.print('Nothing was removed. “--yes” removes it.');
        return exitStatus.complete;
      }
      const lost = args.has('with-unapplied') ? lossesOf(plan) : [];
      await session.removal.removeAll(new Set(lost), (what) => terminal.print(plainText(`Removed ${what}`)));
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};
