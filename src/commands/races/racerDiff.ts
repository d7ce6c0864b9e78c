import * as vscode from 'vscode';
import { resultTree } from '../../core/run/result';
import { diffUri } from '../../host/agentDiffUri';
import { tellInfo } from '../../host/messages';
import { t } from '../../host/translate';
import type { FileChange, TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';
import { chooseRace, chooseRacer, memberOf } from './raceChoice';

/** Opens what is different between the results of two racers in the multi-diff editor. */
export async function compareRacers(deps: CommandDeps, argument: unknown): Promise<void> {
  const race = await chooseRace(deps, argument);
  if (race === undefined) {
    return;
  }
  const hasResult = (view: TaskView) => resultTree(view) !== null && view.app.landing.kind !== 'discarded';
  const one = await chooseRacer(deps, race, memberOf(argument, 'one'), {
    placeHolder: t('Compare the result of'),
    isPossible: hasResult,
  });
  const other =
    one === undefined
      ? undefined
      : await chooseRacer(deps, race, memberOf(argument, 'other'), {
          placeHolder: t('Compare {0} with', race.names[one.task.id] ?? one.task.title),
          isPossible: (view) => hasResult(view) && view.task.id !== one.task.id,
        });
  if (one === undefined || other === undefined) {
    return;
  }
  const [oneName, otherName] = [one, other].map(({ task }) => race.names[task.id] ?? task.title);
  const resources = await differences(deps, one, other);
  if (resources.length === 0) {
    void tellInfo(t('{0} and {1} came to the same files.', oneName ?? '', otherName ?? ''));
    return;
  }
  const title = t('{0} ↔ {1} ({2})', oneName ?? '', otherName ?? '', race.title);
  await vscode.commands.executeCommand('vscode.changes', title, resources);
}

type Resource = [label: vscode.Uri, original: vscode.Uri | undefined, modified: vscode.Uri | undefined];

async function differences({ git, services }: CommandDeps, one: TaskView, other: TaskView): Promise<Resource[]> {
  const [left, right] = [resultTree(one), resultTree(other)];
  const root = one.app.workspace?.repos[0].root;
  if (left === null || right === null || root === undefined) {
    return [];
  }
  const [files, ...changes] = await Promise.all([
    git.changes(root, left, right),
    ...[one, other].map(async (view) => (await services.reviews.changeSet(view, 'all')).repos[0].files),
  ]);
  const sides = [one, other].map((view, at) => ({ view, files: changes[at] ?? [] }));
  const [mine, theirs] = sides;
  return mine === undefined || theirs === undefined
    ? []
    : files.map(({ path, oldPath = path, status }): Resource => {
        const original = status === 'added' ? undefined : sideOf(mine, theirs, oldPath);
        const modified = status === 'deleted' ? undefined : sideOf(theirs, mine, path);
        return [modified ?? original ?? diffUri(one, 'head', path), original, modified];
      });
}

interface Side {
  view: TaskView;
  files: readonly FileChange[];
}

/** A file of a result. Where that result left it as it was, the other one's base says what that is. */
function sideOf(own: Side, other: Side, path: string): vscode.Uri {
  const isOwn = own.files.some((file) => file.path === path);
  const moved = other.files.find((file) => file.path === path || file.oldPath === path);
  return isOwn ? diffUri(own.view, 'head', path) : diffUri(other.view, 'base', moved?.path ?? path);
}
