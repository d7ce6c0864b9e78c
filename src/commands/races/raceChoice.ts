import * as vscode from 'vscode';
import { stateLabel } from '../../core/labels/labels';
import { plainText } from '../../core/labels/plainText';
import { tellInfo } from '../../host/messages';
import { t } from '../../host/translate';
import { GroupId, TaskId } from '../../protocol';
import type { RaceGlance, TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';

/** Shows a race in the Agents Window: its racers beside each other. */
export async function compareRace(deps: CommandDeps, argument: unknown): Promise<void> {
  const race = await chooseRace(deps, argument);
  if (race !== undefined) {
    deps.agentsWindow.openRace(race.groupId);
  }
}

/** The race that an argument means, the only one, or the one that a person picks; said where there is none. */
export async function chooseRace({ services }: CommandDeps, argument: unknown): Promise<RaceGlance | undefined> {
  const races = services.arenas.glances();
  const groupId = GroupId.safeParse(memberOf(argument, 'groupId')).data;
  const meant = races.find((race) => race.groupId === groupId);
  if (meant !== undefined || races.length === 0) {
    void (meant === undefined ? tellInfo(t('There is no race yet. Start one with /best-of-n.')) : undefined);
    return meant;
  }
  const items = races.map((race) => ({
    race,
    label: plainText(race.title),
    description: plainText(Object.values(race.names).join(', ')),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: t('Choose a race'),
    matchOnDescription: true,
  });
  return picked?.race;
}

interface RacerQuestion {
  placeHolder: string;
  isPossible: (view: TaskView) => boolean;
}

/** The racer that is meant, or one that a person picks of those for which it is possible; said where there is none. */
export async function chooseRacer(
  { services }: CommandDeps,
  { names }: RaceGlance,
  meant: unknown,
  { placeHolder, isPossible }: RacerQuestion,
): Promise<TaskView | undefined> {
  const views = Object.keys(names).flatMap((id) => services.store.current.get(id as TaskId) ?? []);
  const possible = views.filter(isPossible);
  const taskId = TaskId.safeParse(meant).data;
  const named = possible.find(({ task }) => task.id === taskId);
  if (named !== undefined || taskId !== undefined || possible.length === 0) {
    void (named === undefined ? tellInfo(t('This is not possible for a racer of this race now.')) : undefined);
    return named;
  }
  const items = possible.map((view) => ({
    view,
    label: plainText(names[view.task.id] ?? view.task.title),
    description: plainText(stateLabel(view.state, t)),
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.view;
}

/** What a caller gave by that name. */
export function memberOf(argument: unknown, name: string): unknown {
  return typeof argument === 'object' && argument !== null && name in argument
    ? (argument as Record<string, unknown>)[name]
    : undefined;
}
