import type { Candidate, Group, RaceView, TaskId, TaskView } from '../../protocol';
import { candidateOf } from './candidate';
import { equivalents } from './equivalents';
import type { RaceState } from './foldRace';
import { halvingOf } from './halving';
import { judgedPairs } from './judged';
import { matrixOf } from './matrix';
import { rank } from './rank';

/** What is known of the tasks of a race. `answerOf` is the last text of a task, null where it has none. */
export interface RaceTasks {
  views: ReadonlyMap<TaskId, TaskView>;
  answerOf: (taskId: TaskId) => string | null;
}

/** A race as every surface shows it; null for a group that never began to be one. */
export function raceView(group: Group, race: RaceState, { views, answerOf }: RaceTasks): RaceView | null {
  const { plan, judge, won } = race;
  if (plan === null) {
    return null;
  }
  const candidates = plan.racers.map((racer) => candidateOf(racer, views.get(racer.taskId), race));
  const matrix = matrixOf(candidates, race);
  const judgements = judge?.judgements ?? [];
  const judges = judgements.flatMap(({ taskId }) => views.get(taskId) ?? []);
  return {
    groupId: group.id,
    title: group.title,
    prompt: group.prompt,
    root: group.root,
    point: group.point,
    createdAt: group.createdAt,
    candidates,
    matrix,
    ranking: rank(candidates, matrix),
    equivalents: equivalents(candidates),
    cap: plan.cap,
    spent: spentBy([...plan.racers.flatMap(({ taskId }) => views.get(taskId) ?? []), ...judges]),
    halving: halvingOf(candidates, race, roundIn(views)),
    judge: judge === null ? null : { model: judge.model, pairs: judgedPairs(judgements, views, answerOf) },
    won,
  };
}

function roundIn(views: ReadonlyMap<TaskId, TaskView>): (candidate: Candidate) => number {
  return ({ taskId }) => views.get(taskId)?.run.round ?? 0;
}

/** Money is null where the price of a part is unknown. */
function spentBy(views: readonly TaskView[]): RaceView['spent'] {
  const all = views.map(({ run }) => run.budget.spent);
  const isPriced = all.every(({ unpricedTokens }) => unpricedTokens === 0);
  const sum = (numbers: number[]): number => numbers.reduce((whole, each) => whole + each, 0);
  return {
    microUsd: isPriced ? sum(all.map(({ microUsd }) => microUsd)) : null,
    tokens: sum(all.map(({ tokens }) => tokens)),
    isEstimated: all.some(({ isEstimated }) => isEstimated),
  };
}
