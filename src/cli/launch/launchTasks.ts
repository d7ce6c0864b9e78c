import type { Subcommand } from '../options/subcommand';
import { printReport } from '../tasks/reportTask';
import { runWritten } from './runTask';
import { taskHelp, taskOptions } from '../options/taskOptions';

const usage = '(TASK | --task-file FILE | --command CMD) [options]';
const help = [...taskHelp, '  --json                  print every event as a line of JSON, and nothing else'];

export const worktreeCommand: Subcommand = {
  name: 'worktree',
  usage,
  summary: 'try something in a worktree, and get a report whose figures are looked for in what its commands printed',
  options: taskOptions,
  help: [
    'An experiment is not merged by itself. It is not checked unless --verify is given.',
    '“discard” takes it away without a trace, and the report stays: “report ID” prints it.',
    '',
    ...help,
  ],
  run: (invocation) =>
    runWritten(invocation, 'experiment', async (session, view) => {
      if (view.state.kind === 'complete' && !invocation.args.has('json')) {
        await printReport(session, view, invocation.terminal);
      }
    }),
};

export const refactorCommand: Subcommand = {
  name: 'refactor',
  usage,
  summary: 'change how code is written and not what it does: its tests stay green, and exactly as they are',
  options: taskOptions,
  help,
  run: (invocation) => runWritten(invocation, 'refactor'),
};
