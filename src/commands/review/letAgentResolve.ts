import { whyNotUpdatable } from '../../core/landing/updatable';
import { oneLine } from '../../core/labels/labels';
import { confirm, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';

/** Whether the conflicts are with what was committed since, which an update brings to the agent. */
export async function canAgentResolve({ services }: CommandDeps, view: TaskView): Promise<boolean> {
  if (view.task.engine.kind !== 'model' || whyNotUpdatable(view) !== null) {
    return false;
  }
  const move = await services.baseMoves.look(view);
  return move !== null && move.conflicts.length > 0;
}

/** Brings the conflicts into the agent's worktree, for it to resolve; the change counts when its checks pass again. */
export async function letAgentResolve({ services }: CommandDeps, view: TaskView): Promise<void> {
  const title = oneLine(view.task.title, 60);
  const question = t('Let the agent of “{0}” resolve the conflicts?', title);
  const detail = t(
    'Its worktree gets what was committed since, with the conflicts in it. The agent resolves them, and its checks run on what comes of it when no conflict is left. Then you can look at it and apply it or commit it to your branch. Your own files are not touched.',
  );
  if (await confirm(question, detail, t('Let the Agent Resolve'))) {
    await withProgress(t('Updating “{0}”', title), () => services.fleet.update(view.task.id, 'resolve'));
  }
}
