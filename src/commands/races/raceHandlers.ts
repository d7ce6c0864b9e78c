import type { CommandHandlers } from '../../host/commandRegistrar';
import type { CommandId } from '../../host/commandIds';
import type { CommandDeps } from '../commandDeps';
import { compareRace } from './raceChoice';
import { compareRacers } from './racerDiff';
import { discardOtherRacers, judgeRace, stopRacersBehind, useRacer } from './raceActs';

type RaceCommand = Extract<
  CommandId,
  'compareRace' | 'compareRacers' | 'useRacer' | 'discardOtherRacers' | 'stopRacersBehind' | 'judgeRace'
>;

/** What each command of a race does. */
export function raceHandlers(deps: CommandDeps): Pick<CommandHandlers, RaceCommand> {
  return {
    compareRace: (argument) => compareRace(deps, argument),
    compareRacers: (argument) => compareRacers(deps, argument),
    useRacer: (argument) => useRacer(deps, argument),
    discardOtherRacers: (argument) => discardOtherRacers(deps, argument),
    stopRacersBehind: (argument) => stopRacersBehind(deps, argument),
    judgeRace: (argument) => judgeRace(deps, argument),
  };
}
