import { sectionsOf, sectionTitle } from '../../core/digest/digestWords';
import { sinceTime } from '../../core/digest/sinceTime';
import { english } from '../../core/translate';
import { exitStatus } from '../lines/exitStatus';
import type { Invocation, Subcommand } from '../options/subcommand';
import { shortName } from '../options/taskNames';
import { plainText } from '../lines/terminal';
import { UsageError } from '../options/usageError';

export const digestCommand: Subcommand = {
  name: 'digest',
  usage: '[--since WHEN] [--json]',
  summary: 'tell what happened: what waits, failed, completed, was decided, is risky, and what it cost',
  options: { since: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    '  --since WHEN  since 90m, 8h or 2d ago, or since a date such as 2026-11-23T08:00; without it the last day',
    '  --json        print it as one JSON object, each sentence with the line of the journal that says so',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    if (args.positionals.length > 0) {
      throw new UsageError('“digest” takes no argument; “--since 8h” says from when on.');
    }
    const since = sinceTime(args.text('since') ?? '1d', new Date());
    if (since === null) {
      throw new UsageError('“--since” takes 90m, 8h, 2d, or a date such as 2026-11-23.');
    }
    const session = await open();
    try {
      const digest = await session.digest(since, english);
      if (args.has('json')) {
        terminal.print(JSON.stringify(digest));
        return exitStatus.complete;
      }
      const sections = sectionsOf(digest);
      if (sections.length === 0) {
        terminal.print(`Nothing happened since ${digest.since}, and no agent waits.`);
      }
      for (const { section, lines } of sections) {
        terminal.print(`${sectionTitle(section, english)}:`);
        lines.forEach(({ text, evidence }) =>
          terminal.print(plainText(`  ${text}  [${shortName(evidence.taskId)} ${evidence.journal} ${evidence.seq}]`)),
        );
      }
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};
