import type { NameOf } from '../../core/races/raceLabels';
import { racerNames } from '../../core/races/racerNames';
import { racersInOrder } from '../../core/races/comparedFacts';
import type { ArenaState, Candidate, GroupId, RaceSaid, RaceView } from '../../protocol';
import type { Scene } from '../agents/scene';

/** Everything a part of the page of a race needs. */
export interface ArenaScene extends Scene {
  groupId: GroupId;
  race: RaceView;
  arena: ArenaState;
  isBlind: boolean;
  nameOf: NameOf;
  /** In the order of the columns. */
  racers: readonly Candidate[];
  say: (said: RaceSaid) => void;
}

/** Null until the host told of the race that is shown. */
export function arenaScene(scene: Scene): ArenaScene | null {
  const { shown: groupId, race: told } = scene.model.arena;
  if (groupId === null || told?.view.groupId !== groupId) {
    return null;
  }
  const { view: race, arena } = told;
  const { isBlind } = arena;
  const names = racerNames(race, isBlind);
  const nameOf: NameOf = (taskId) => names.get(taskId) ?? scene.t('another agent');
  return {
    ...scene,
    ...{ groupId, race, arena, isBlind, nameOf, racers: racersInOrder({ race, isBlind, nameOf }) },
    say: (said) => scene.post({ type: 'race', groupId, said }),
  };
}
