import { possibleActions } from '../core/views/taskActions';
import { runCommand } from '../host/commandRegistrar';
import { t } from '../host/translate';
import type { CommandDeps } from './commandDeps';
import { chooseRace, chooseRacer, memberOf } from './raceChoice';

/** Journals which racer was chosen, and applies its change as that of any task, after a yes. */
export async function useRacer(deps: CommandDeps, argument: unknown): Promise<void> {
  const race = await chooseRace(deps, argument);
  const view =
    race === undefined
      ? undefined
      : await chooseRacer(deps, race, memberOf(argument, 'taskId'), {
          placeHolder: t('Apply the result of'),
          isPossible: (each) => possibleActions(each).has('apply'),
        });
  if (race !== undefined && view !== undefined) {
    await deps.services.races.choose(race.groupId, view.task.id);
    await runCommand('apply', view.task.id);
  }
}
