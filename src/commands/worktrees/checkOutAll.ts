import { oneLine } from '../../core/labels/labels';
import { tellInfo, withProgress } from '../../host/messages';
import { t } from '../../host/translate';
import type { CommandDeps } from '../commandDeps';
import { chooseTask } from '../agents/taskArgument';

/** Brings all files into the worktree of a task that began with a part of a large repository. Nothing there is replaced. */
export async function checkOutAll(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await chooseTask(deps, argument, ({ app }) => app.workspace?.sparse !== undefined);
  const repo = view?.app.workspace?.repos[0];
  if (view === undefined || repo === undefined) {
    return;
  }
  const title = oneLine(view.task.title, 60);
  const hasMore = await withProgress(t('Checking out the files of “{0}”', title), () => deps.git.checkOut(repo, ['']));
  void tellInfo(
    hasMore
      ? t('The worktree of “{0}” has all files now.', title)
      : t('The worktree of “{0}” had all files already.', title),
  );
}
