import { AppError } from '../core/errors';
import { allowedCommand } from './allowedCommands';
import { auditTask } from './auditTask';
import { askAside } from './askAside';
import { carryCommand } from './carry';
import { conflictsCommand } from './conflicts';
import { combineCommand } from './combine';
import { forkTask, listCheckpoints, restoreToStep } from './checkpointTasks';
import { digestCommand } from './digestTasks';
import { estimateCommand } from './estimateTask';
import { exitStatus } from './exitStatus';
import { explainLine } from './explainLine';
import { exportTask } from './exportTask';
import { explainRulesCommand } from './explainRules';
import { inboxCommand } from './inbox';
import { archiveTask, pinTask } from './markTasks';
import { messageTask } from './messageTask';
import { landTask } from './landTask';
import { refactorCommand, worktreeCommand } from './launchTasks';
import { lintTaskCommand } from './lintTask';
import { reportCommand } from './reportTask';
import { reviewCommand } from './reviewChange';
import { applyTask, bringTask, discardTask, handBackTask, restoreTask, undoTask } from './landTasks';
import { diffTask, listTasks, showTask } from './readTasks';
import { raceCommand } from './race';
import { applyWorktreeCommand, compareCommand, racesCommand } from './raceTasks';
import { RedactedTerminal } from './redactedTerminal';
import { previewTask } from './previewTask';
import { pullRequestCommand } from './pullRequest';
import { removeEverything } from './removeEverything';
import { replayTask } from './replayTask';
import { answerTask, resumeTask } from './resumeTask';
import { searchTasks } from './searchTasks';
import { pauseAll, prioritizeTask } from './scheduling';
import { serve } from './serve';
import { spendingCommand } from './spending';
import { graphCommand, linkTask } from './chains';
import { decideTask } from './decideTask';
import { createTaskCommand, runTask } from './runTask';
import type { OpenSession } from './session';
import { sprintCommand } from './sprint';
import { stopTask } from './stopTask';
import { parseArguments } from './subcommand';
import type { Subcommand } from './subcommand';
import { plainText } from './terminal';
import type { Terminal } from './terminal';
import { worktreesCommand } from './worktrees';
import { checkOut } from './checkOut';
import { repairTask } from './repairTask';
import { updateTask } from './updateTask';
import { UsageError } from './usageError';

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
    '3 finished with red checks, 64 wrong usage, 130 stopped with Ctrl+C.',
  ];
}

function complain(error: unknown, terminal: Terminal): number {
  terminal.complain(plainText(error instanceof Error ? error.message : String(error)));
  if (error instanceof AppError && error.hint !== undefined) {
    terminal.complain(plainText(error.hint));
  }
  return error instanceof UsageError ? exitStatus.usage : exitStatus.failed;
}
