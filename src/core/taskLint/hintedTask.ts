import { parseLaunch } from '../launch/launches';
import type { NewTaskOptions, TaskView } from '../../protocol';
import { lintFacts } from './lintFacts';
import { lintTask } from './lintTask';
import type { LintFacts, TaskFinding } from './taskFinding';

/** Fewer words are still being written. */
const fewestWords = 3;

/**
 * What is said first about a task in the box of the Agents Window; null for nothing. What checks it is chosen when it is
 * started, so nothing is said of that. `task` is what of the text the finding's place is in.
 */
export function hintedTask(
  written: string,
  { mode, budget }: NewTaskOptions,
  tasks: readonly TaskView[],
): { finding: TaskFinding; facts: LintFacts; task: string } | null {
  const launch = parseLaunch(written);
  if (launch !== null && !('prompt' in launch && launch.kind !== 'review')) {
    return null;
  }
  const task = launch === null ? written : launch.prompt;
  // Asked anew with each frame, so what looks at all tasks comes last.
  if (task.trim().split(/\s+/).length < fewestWords) {
    return null;
  }
  const root = tasks.at(-1)?.task.repos[0].root ?? '';
  const known = {
    root,
    mode: mode ?? ('work' as const),
    check: '',
    proposed: [],
    budget: budget ?? null,
    views: tasks,
  };
  const facts = lintFacts(task, known);
  const [finding] = lintTask(task, facts);
  return finding === undefined ? null : { finding, facts, task };
}
