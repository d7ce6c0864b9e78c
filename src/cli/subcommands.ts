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
import { sprintCommand } from './launch/sprint';
import { stopTask } from './tasks/stopTask';
import { worktreesCommand } from './care/worktrees';
import { checkOut } from './care/checkOut';
import { repairTask } from './care/repairTask';
import { updateTask } from './review/updateTask';
import type { Subcommand } from './options/subcommand';

interface SubcommandGroup {
  /** What its commands are for. */
  title: string;
  commands: readonly Subcommand[];
}

/** Every command, as the help and the page on the terminal list them. */
export const subcommandGroups: readonly SubcommandGroup[] = [
  {
    title: 'Begin a task',
    commands: [
      runTask,
      createTaskCommand,
      worktreeCommand,
      refactorCommand,
      reviewCommand,
      raceCommand,
      sprintCommand,
      lintTaskCommand,
      estimateCommand,
    ],
  },
  {
    title: 'See how tasks stand',
    commands: [
      listTasks,
      showTask,
      diffTask,
      searchTasks,
      digestCommand,
      reportCommand,
      racesCommand,
      compareCommand,
      conflictsCommand,
      graphCommand,
      spendingCommand,
    ],
  },
  {
    title: 'While agents work',
    commands: [
      inboxCommand,
      previewTask,
      answerTask,
      messageTask,
      askAside,
      stopTask,
      resumeTask,
      linkTask,
      prioritizeTask,
      pauseAll,
    ],
  },
  {
    title: 'Take the result',
    commands: [
      decideTask,
      applyTask,
      undoTask,
      landTask,
      pullRequestCommand,
      applyWorktreeCommand,
      combineCommand,
      updateTask,
      bringTask,
      handBackTask,
    ],
  },
  {
    title: 'Put away and bring back',
    commands: [discardTask, restoreTask, listCheckpoints, restoreToStep, forkTask, archiveTask, pinTask],
  },
  {
    title: 'Know why',
    commands: [explainLine, explainRulesCommand, auditTask, replayTask, exportTask],
  },
  {
    title: 'This repository and this machine',
    commands: [doctor, allowedCommand, carryCommand, worktreesCommand, checkOut, repairTask, serve, removeEverything],
  },
];
