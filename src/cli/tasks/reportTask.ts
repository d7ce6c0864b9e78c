import { reportFacts } from '../../core/experiments/reportFacts';
import { reportPage } from '../../core/experiments/reportPage';
import { english as t } from '../../core/translate';
import type { TaskView } from '../../protocol';
import { exitStatus } from '../lines/exitStatus';
import type { Session } from '../session';
import type { Invocation, Subcommand } from '../options/subcommand';
import { findTask } from '../options/taskNames';
import { plainText, type Terminal } from '../lines/terminal';

export const reportCommand: Subcommand = {
  name: 'report',
  usage: 'ID [--json]',
  summary: 'print the report of an experiment, also of one that was discarded',
  options: { json: { type: 'boolean' } },
  help: ['  --json        print it as JSON, with the place of each figure in the outputs'],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name] = args.take(1, 'whose report to print');
    const session = await open();
    try {
      const view = findTask(session.services.store.current.values(), name);
      if (args.has('json')) {
        terminal.print(JSON.stringify(await session.services.experiments.report(view)));
      } else {
        await printReport(session, view, terminal);
      }
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

export async function printReport({ services }: Session, view: TaskView, terminal: Terminal): Promise<void> {
  const report = await services.experiments.report(view);
  const page = reportPage(report, { title: view.task.title, facts: reportFacts(view, t) }, t);
  page.split('\n').forEach((line) => terminal.print(plainText(line)));
}
