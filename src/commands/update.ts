import { baseMoveLabel } from '../core/landing/baseMoveLabel';
import { canTryUpdate } from '../core/landing/updatable';
import { oneLine } from '../core/labels/labels';
import { choose, tellInfo, withProgress } from '../host/messages';
import { t } from '../host/translate';
import type { BaseMove, TaskView, UpdateHow } from '../protocol';
import type { CommandDeps } from './commandDeps';
import { taskFor } from './taskArgument';

/** Brings a task up to the branch after a yes that says what that comes to. A conflict touches nothing. */
export async function update(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('update', deps, argument);
  if (view === undefined) {
    return;
  }
  const { services } = deps;
  const title = oneLine(view.task.title, 60);
  const move = await withProgress(t('Looking at your branch'), () => services.baseMoves.look(view));
  if (move === null) {
    void tellInfo(t('Nothing to update: your branch is where “{0}” began.', title));
    return;
  }
  // With conflicts the refusal says which, and what to do.
  const how = move.conflicts.length > 0 ? 'check' : await ask(view, move);
  if (how !== undefined) {
    const what = how === 'try' ? t('Trying an update of {0}', title) : t('Updating {0}', title);
    await withProgress(what, () => services.fleet.update(view.task.id, how));
  }
}

async function ask(view: TaskView, move: BaseMove): Promise<UpdateHow | undefined> {
  const isComplete = view.state.kind === 'complete';
  const canTry = canTryUpdate(view, move);
  const isRed = move.tried?.isGreen === false;
  const after = !isComplete
    ? t('It stays stopped, and its agent is told when it goes on.')
    : move.tried?.isGreen === true
      ? t('Its checks have run on exactly that already.')
      : t('Then its checks run on that; if they fail, you are asked what to do.');
  const detail = [
    t('The {0}.', baseMoveLabel(move, t)),
    t('Its worktree gets what was committed since, merged with its change. Your own files are not touched.'),
    after,
    ...(canTry ? [t('Try Update runs the checks on what it would become, and leaves it as it is.')] : []),
  ];
  const ways: [string, UpdateHow, boolean][] = [
    [t('Update'), 'check', true],
    [t('Update and Let the Agent Fix It'), 'fix', isRed && view.task.engine.kind === 'model'],
    [t('Try Update'), 'try', canTry],
  ];
  const buttons = new Map(ways.filter(([, , isOffered]) => isOffered).map(([label, how]) => [label, how]));
  const question = t('Update “{0}” to your branch?', oneLine(view.task.title, 60));
  const chosen = await choose(question, detail.join('\n\n'), [...buttons.keys()]);
  return chosen === undefined ? undefined : buttons.get(chosen);
}
