import { HeldGroups } from '../tasks/heldGroups';
import { RaceHalvings } from './raceHalvings';
import { RaceJudges } from './raceJudges';
import { RaceMatrix } from './raceMatrix';
import { Races } from './races';
import { RaceStarts } from './raceStarts';

/** What races need of the other services; `maxRunning`: tasks that run at once, of which cells may be half. */
type Deps = Omit<ConstructorParameters<typeof RaceMatrix>[0], 'parallel'> &
  Omit<ConstructorParameters<typeof RaceStarts>[0], 'held'> &
  ConstructorParameters<typeof RaceJudges>[0] &
  ConstructorParameters<typeof RaceHalvings>[0] &
  Pick<ConstructorParameters<typeof Races>[0], 'groups' | 'store' | 'fleet'> & { maxRunning: number | null };

/** Where the number of tasks that run at once is not bounded here. */
const usualRunning = 4;

export function createRaces(deps: Deps): Races {
  const held = new HeldGroups(deps);
  const matrix = new RaceMatrix({ ...deps, parallel: Math.max(1, Math.floor((deps.maxRunning ?? usualRunning) / 2)) });
  const starts = new RaceStarts({ ...deps, held });
  return new Races({ ...deps, held, matrix, starts, judges: new RaceJudges(deps), halvings: new RaceHalvings(deps) });
}
