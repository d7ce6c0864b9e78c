import type { TaskView } from '../../protocol';
import { type TaskClass, taskClassOf } from './taskClass';

export interface Range {
  low: number;
  median: number;
  high: number;
}

/** What a task will use, before it is started. */
export interface Estimate {
  taskClass: TaskClass;
  /** From tasks of its class here, from all tasks here, or from what is usual anywhere. */
  basis: 'similar' | 'all' | 'usual';
  /** Finished tasks that it comes from. */
  count: number;
  tokens: Range;
  /** In millionths of a dollar; null where too few of the tasks had a known price. */
  microUsd: Range | null;
}

/** Where a repository has no history: orders of magnitude, not measurements. */
const usualTokens: Readonly<Record<TaskClass, Range>> = {
  refactoring: { low: 8_000, median: 8_000, high: 8_000 },
  tests: { low: 25_000, median: 25_000, high: 25_000 },
  feature: { low: 80_000, median: 115_000, high: 150_000 },
  other: { low: 15_000, median: 32_500, high: 50_000 },
};

const enough = 3;

/** From what finished tasks of models in the repository at `root` have used. */
export function estimateTask(prompt: string, root: string, views: Iterable<TaskView>): Estimate {
  const taskClass = taskClassOf(prompt);
  const here = [...views].filter((view) => view.task.repos[0].root === root && isMeasure(view));
  const similar = here.filter(({ task }) => taskClassOf(task.prompt) === taskClass);
  const tasks = similar.length >= enough ? similar : here;
  if (tasks.length < enough) {
    return { taskClass, basis: 'usual', count: 0, tokens: usualTokens[taskClass], microUsd: null };
  }
  const priced = tasks.filter(({ run }) => run.budget.spent.unpricedTokens === 0);
  return {
    taskClass,
    basis: tasks === similar ? 'similar' : 'all',
    count: tasks.length,
    tokens: rangeOf(tasks.map(({ run }) => run.budget.spent.tokens)),
    microUsd: priced.length < enough ? null : rangeOf(priced.map(({ run }) => run.budget.spent.microUsd)),
  };
}

function isMeasure({ task, state, run }: TaskView): boolean {
  const isModel = task.engine.kind === 'model' && task.engine.model.provider !== 'rehearsal';
  return isModel && state.kind === 'complete' && run.budget.spent.tokens > 0;
}

/** The middle, and what four of five are within. */
function rangeOf(values: readonly number[]): Range {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const middle = (sorted.length - 1) / 2;
  const median = Math.round(((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2);
  return { low: at(0.1), median, high: at(0.9) };
}
