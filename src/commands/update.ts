import { baseMoveLabel } from '../core/landing/baseMoveLabel';
import { oneLine } from '../core/labels/labels';
import { confirm, tellInfo, withProgress } from '../host/messages';
import { t } from '../host/translate';
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
  const question = t('Update “{0}” to your branch?', title);
  const detail = [
    t('The {0}.', baseMoveLabel(move, t)),
    t('Its worktree gets what was committed since, merged with its change. Your own files are not touched.'),
    view.state.kind === 'complete'
      ? t('Then its checks run on that; if they fail, you are asked what to do.')
      : t('It stays stopped, and its agent is told when it goes on.'),
  ].join('\n\n');
  if (move.conflicts.length > 0 || (await confirm(question, detail, t('Update')))) {
    await withProgress(t('Updating {0}', title), () => services.fleet.update(view.task.id, 'check'));
  }
}
