import { dayLabel, dayLimitLines } from '../../core/budget/dayLabels';
import { compactNumber } from '../../core/labels/compactNumber';
import { english as t } from '../../core/translate';
import { exitStatus } from '../lines/exitStatus';
import type { Invocation, Subcommand } from '../options/subcommand';

export const spendingCommand: Subcommand = {
  name: 'spending',
  usage: '[--json]',
  summary: 'say what all tasks together have used today, and what is left of the budget of the day',
  options: { json: { type: 'boolean' } },
  help: [
    '  --json                  print it as JSON: dollars in millionths, minutes in milliseconds',
    '',
    'Requests under way count with the most they may use.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const session = await open();
    try {
      const spending = await session.spending();
      if (args.has('json')) {
        terminal.print(JSON.stringify(spending));
        return exitStatus.complete;
      }
      const { day, used } = spending;
      const limits = dayLimitLines(spending, t);
      terminal.print(`${day}: ${dayLabel(spending, t) || 'nothing used'}`);
      if (used.tokens > 0) {
        terminal.print(`${compactNumber(used.tokens)} tokens, ${used.turns} requests to models`);
      }
      (limits.length === 0 ? ['The day has no budget.'] : limits).forEach((line) => terminal.print(line));
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};
