import { working } from '../../core/run/working';
import { tellInfo, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { TaskView } from '../../protocol';
import type { CommandDeps } from '../commandDeps';

/**
 * For whoever is about to look at a worktree from outside of the sandbox: dependencies that the task shares become plain
 * files in it. While the task is at work they stay as they are, which is said.
 */
export async function placeDependencies(
  { services, sharedFolders }: Pick<CommandDeps, 'services' | 'sharedFolders'>,
  { task, state, app }: TaskView,
): Promise<void> {
  const worktree = app.workspace?.repos[0].worktree;
  if (worktree === undefined || task.place === 'here' || !sharedFolders.isAny(worktree)) {
    return;
  }
  if (working.has(state.kind)) {
    void tellInfo(
      t(
        'The dependencies of this agent are shared while it works. Open it again after that to have them in its folder.',
      ),
    );
    return;
  }
  await withProgress(t('Putting dependencies in place'), () =>
    services.fleet.holding(task.id, () => sharedFolders.place(worktree, new AbortController().signal)),
  );
}
