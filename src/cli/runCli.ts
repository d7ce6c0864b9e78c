import { AppError } from '../core/errors';
import { allowedCommand } from './tasks/allowedCommands';
import { auditTask } from './tasks/auditTask';
import { askAside } from './tasks/askAside';
import { carryCommand } from './launch/carry';
import { conflictsCommand } from './review/conflicts';
import { combineCommand } from './review/combine';
import { forkTask, listCheckpoints, restoreToStep } from './tasks/checkpointTasks';
import { doctor } from './care/doctor';
import { digestCommand } from './tasks/digestTasks';
import { estimateCommand } from './launch/estimateTask';
import { exitStatus } from './lines/exitStatus';
import { explainLine } from './review/explainLine';
import { exportTask } from './tasks/exportTask';
import { explainRulesCommand } from './tasks/explainRules';
import { inboxCommand } from './tasks/inbox';
import { archiveTask, pinTask } from './tasks/markTasks';
import { messageTask } from './tasks/messageTask';
import { landTask } from './review/landTask';
import { refactorCommand, worktreeCommand } from './launch/launchTasks';
import { lintTaskCommand } from './launch/lintTask';
import { reportCommand } from './tasks/reportTask';
import { reviewCommand } from './review/reviewChange';
import { applyTask, bringTask, discardTask, handBackTask, restoreTask, undoTask } from './review/landTasks';
import { diffTask, listTasks, showTask } from './tasks/readTasks';
import { raceCommand } from './launch/race';
import { applyWorktreeCommand, compareCommand, racesCommand } from './tasks/raceTasks';
import { RedactedTerminal } from './lines/redactedTerminal';
import { previewTask } from './tasks/previewTask';
import { pullRequestCommand } from './review/pullRequest';
import { removeEverything } from './care/removeEverything';
import { replayTask } from './tasks/replayTask';
import { answerTask, resumeTask } from './launch/resumeTask';
import { searchTasks } from './tasks/searchTasks';
import { pauseAll, prioritizeTask } from './tasks/scheduling';
import { serve } from './care/serve';
import { spendingCommand } from './tasks/spending';
import { graphCommand, linkTask } from './tasks/chains';
import { decideTask } from './tasks/decideTask';
import { createTaskCommand, runTask } from './launch/runTask';
import type { OpenSession } from './session';
import { sprintCommand } from './launch/sprint';
import { stopTask } from './tasks/stopTask';
import { parseArguments } from './options/subcommand';
import type { Subcommand } from './options/subcommand';
import { plainText } from './lines/terminal';
import type { Terminal } from './lines/terminal';
import { worktreesCommand } from './care/worktrees';
import { checkOut } from './care/checkOut';
import { repairTask } from './care/repairTask';
import { updateTask } from './review/updateTask';
import { UsageError } from './options/usageError';

const program = 'background-agents';

const subcommands: readonly Subcommand[] = [
  runTask,
  createTaskCommand,
  worktreeCommand,
  refactorCommand,
  raceCommand,
  racesCommand,
  compareCommand,
  applyWorktreeCommand,
  reportCommand,
  reviewCommand,
  lintTaskCommand,
  estimateCommand,
  spendingCommand,
  listTasks,
  showTask,
  diffTask,
  searchTasks,
  archiveTask,
  pinTask,
  prioritizeTask,
  pauseAll,
  linkTask,
  graphCommand,
  inboxCommand,
  previewTask,
  answerTask,
  messageTask,
  askAside,
  stopTask,
  resumeTask,
  decideTask,
  applyTask,
  landTask,
  undoTask,
  bringTask,
  handBackTask,
  updateTask,
  repairTask,
  checkOut,
  discardTask,
  restoreTask,
  listCheckpoints,
  restoreToStep,
  forkTask,
  explainLine,
  replayTask,
  auditTask,
  digestCommand,
  exportTask,
  doctor,
  removeEverything,
  serve,
  explainRulesCommand,
  allowedCommand,
  worktreesCommand,
  conflictsCommand,
  carryCommand,
  pullRequestCommand,
  combineCommand,
  sprintCommand,
];

/** Does what a command line says; resolves with the exit status. Nothing is thrown. */
export async function runCli(argv: readonly string[], shown: Terminal, open: OpenSession): Promise<number> {
  const terminal = new RedactedTerminal(shown);
  try {
    const [name, ...rest] = argv;
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      helpLines(rest[0]).forEach((line) => terminal.print(line));
      return name === undefined ? exitStatus.usage : exitStatus.complete;
    }
    const subcommand = find(name);
    const args = parseArguments({ ...subcommand.options, help: { type: 'boolean', short: 'h' } }, rest);
    if (args.has('help')) {
      helpLines(name).forEach((line) => terminal.print(line));
      return exitStatus.complete;
    }
    return await subcommand.run({ args, terminal, hide: (secrets) => terminal.hide(secrets), open });
  } catch (error) {
    return complain(error, terminal);
  }
}

function find(name: string): Subcommand {
  const found = subcommands.find((subcommand) => subcommand.name === name);
  if (found === undefined) {
    throw new UsageError(`There is no command “${name}”. “${program} --help” lists the commands.`);
  }
  return found;
}

function helpLines(name: string | undefined): string[] {
  if (name !== undefined) {
    const { usage, summary, help } = find(name);
    return [`${program} ${name} ${usage}`, '', `${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}.`, '', ...help];
  }
  const width = Math.max(...subcommands.map((subcommand) => subcommand.name.length));
  return [
    `${program} COMMAND [options]`,
    '',
    'Tasks are kept in BACKGROUND_AGENTS_HOME, or else in your data folder, together with those of the editor.',
    'Keys of models come from ANTHROPIC_API_KEY, OPENAI_API_KEY or BACKGROUND_AGENTS_API_KEY.',
    'An ID may be shortened to its first or last characters.',
    '',
    ...subcommands.map(({ name: command, summary }) => `  ${command.padEnd(width)}  ${summary}`),
    '',
    `“${program} COMMAND --help” says more. Exit status: 0 complete, 1 failed, 2 waiting for a person,`,
    '3 finished with red checks, 64 wrong usage, 130 stopped with Ctrl+C, 143 told to terminate.',
  ];
}

function complain(error: unknown, terminal: Terminal): number {
  terminal.complain(plainText(error instanceof Error ? error.message : String(error)));
  if (error instanceof AppError && error.hint !== undefined) {
    terminal.complain(plainText(error.hint));
  }
  return error instanceof UsageError ? exitStatus.usage : exitStatus.failed;
}
