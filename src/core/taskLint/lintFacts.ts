import { estimateTask } from '../budget/estimate';
import type { Budget, TaskMode, TaskView } from '../../protocol';
import type { LintFacts, RunningTask } from './taskFinding';

interface Known {
  root: string;
  mode: TaskMode;
  /** The command that will check it. */
  check: string | null;
  proposed: readonly string[];
  budget: Budget | null;
  views: Iterable<TaskView>;
}

/** What there is to know about a task that is being written. */
export function lintFacts(text: string, { root, mode, check, proposed, budget, views }: Known): LintFacts {
  const all = [...views];
  return {
    mode,
    check,
    proposed,
    budget,
    running: runningIn(root, all),
    estimate: estimateTask(text, root, all),
  };
}

function runningIn(root: string, views: readonly TaskView[]): RunningTask[] {
  return views
    .filter(({ task, state }) => task.repos[0].root === root && (state.kind === 'running' || state.kind === 'waiting'))
    .map(({ task, run }) => ({ taskId: task.id, title: task.title, files: run.files.map(({ path }) => path) }));
}
