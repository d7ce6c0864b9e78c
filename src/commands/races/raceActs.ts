import * as vscode from 'vscode';
import { modelLabel } from '../../core/labels/labels';
import { namedFew } from '../../core/labels/namedFew';
import { plainText } from '../../core/labels/plainText';
import { providerLabel } from '../../core/models/modelCatalog';
import { possibleActions } from '../../core/views/taskActions';
import { runCommand } from '../../host/commandRegistrar';
import { confirm, tellInfo, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { ModelRef, RaceGlance, TaskId, TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { connectModel } from '../setup/connectModel';
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

/** Discards all racers but one, after a yes that names them, and offers the way back. */
export async function discardOtherRacers(deps: CommandDeps, argument: unknown): Promise<void> {
  const race = await chooseRace(deps, argument);
  const kept = race === undefined ? undefined : await keptRacer(deps, race, argument);
  if (race === undefined || kept === undefined) {
    return;
  }
  const { races } = deps.services;
  const others = races.others(race.groupId, kept.task.id).map(({ taskId }) => nameIn(race, taskId));
  if (others.length === 0) {
    void tellInfo(t('There is no other racer to discard.'));
    return;
  }
  const question =
    others.length === 1 ? t('Discard {0}?', others[0] ?? '') : t('Discard the {0} other racers?', others.length);
  const detail = t(
    'Kept is {0}. Discarded are {1}: their worktrees and branches are removed, and each can be restored for 30 days.',
    nameIn(race, kept.task.id),
    namedFew(others, t),
  );
  if (!(await confirm(question, detail, t('Discard')))) {
    return;
  }
  await withProgress(t('Discarding racers'), () => races.discardOthers(race.groupId, kept.task.id));
  const restore = t('Restore');
  if ((await tellInfo(t('{0} racers were discarded.', others.length), restore)) === restore) {
    await withProgress(t('Restoring racers'), () => races.restoreOthers(race.groupId));
  }
}

function keptRacer(deps: CommandDeps, race: RaceGlance, argument: unknown): Promise<TaskView | undefined> {
  const meant = memberOf(argument, 'taskId') ?? deps.services.races.view(race.groupId).won ?? undefined;
  const isPossible = ({ app }: TaskView) => app.landing.kind !== 'discarded';
  return chooseRacer(deps, race, meant, { placeHolder: t('Keep'), isPossible });
}

/** Stops the racers at work that others are ahead of; their work is kept. */
export async function stopRacersBehind(deps: CommandDeps, argument: unknown): Promise<void> {
  const race = await chooseRace(deps, argument);
  if (race === undefined) {
    return;
  }
  const { races } = deps.services;
  if (races.view(race.groupId).halving.length === 0) {
    void tellInfo(t('No racer at work is behind the others so far.'));
    return;
  }
  await races.halve(race.groupId);
}

/** Asks a model, in both orders, which of the best two results it would take. */
export async function judgeRace(deps: CommandDeps, argument: unknown): Promise<void> {
  const race = await chooseRace(deps, argument);
  const model = race === undefined ? undefined : await chooseJudge(deps);
  if (race !== undefined && model !== undefined) {
    await deps.services.races.judge(race.groupId, model);
  }
}

async function chooseJudge(deps: CommandDeps): Promise<ModelRef | undefined> {
  const connected = deps.connections.list().filter(({ provider }) => provider !== 'rehearsal');
  const picks: (vscode.QuickPickItem & { model: ModelRef | null })[] = [
    ...connected.map((model) => ({
      label: plainText(modelLabel(model, t)),
      description: providerLabel(model),
      model,
    })),
    { label: `$(plug) ${t('Connect a Model…')}`, model: null },
  ];
  const picked = await vscode.window.showQuickPick(picks, {
    title: t('Ask a Judge'),
    placeHolder: t('Its words stand beside the facts and count for nothing in the ranking'),
    ignoreFocusOut: true,
  });
  return picked?.model === null ? connectModel(deps) : picked?.model;
}

function nameIn({ names }: RaceGlance, taskId: TaskId): string {
  return names[taskId] ?? taskId;
}
