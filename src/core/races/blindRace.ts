import type { Candidate, RaceGlance, RaceView, TaskId } from '../../protocol';
import { hiddenModel } from '../groups/blindView';

/**
 * A race as it may be shown: while it is blind, without what tells who is who, which is labels, models, money and the
 * order in which the racers were given.
 */
export function blindRace(race: RaceView, glances: readonly RaceGlance[]): RaceView {
  const glance = glances.find(({ groupId }) => groupId === race.groupId);
  return glance?.isBlind === true ? withoutNames(race, (taskId) => glance.names[taskId] ?? '') : race;
}

function withoutNames(race: RaceView, nameOf: (taskId: TaskId) => string): RaceView {
  const { candidates, matrix, ranking, spent } = race;
  const hidden = (candidate: Candidate): Candidate => {
    const name = nameOf(candidate.taskId);
    return { ...candidate, label: name, model: hiddenModel(name), microUsd: null };
  };
  const shown = candidates.map(hidden).sort((a, b) => a.label.localeCompare(b.label));
  const at = new Map(shown.map(({ taskId }, index) => [taskId, index]));
  const placeOf = (taskId: TaskId): number => at.get(taskId) ?? 0;
  const unpriced = ranking.ranked.map((ranked) => ({
    ...ranked,
    parts: ranked.parts.filter(({ criterion }) => criterion !== 'cost'),
  }));
  return {
    ...race,
    candidates: shown,
    matrix: {
      ...matrix,
      cells: matrix.cells.toSorted((a, b) => placeOf(a.tests) - placeOf(b.tests) || placeOf(a.code) - placeOf(b.code)),
    },
    ranking: { ...ranking, ranked: unpriced },
    spent: { ...spent, microUsd: null },
  };
}
