import { GitError } from '../../core/errors';
import type { PreviewedFile } from '../../core/previewPorts';
import type { Git } from '../../core/worktrees/gitPorts';
import type { RepoWorkspace, SubmoduleEdits, TaskView } from '../../protocol';
import { memberPath } from '../worktrees/worktreePlaces';

/** What commands of tasks did in submodules: no change has it, but a discard keeps it and a restore brings it back. */
export class Submodules {
  constructor(private readonly git: Pick<Git, 'editedSubmodules' | 'submoduleFiles'>) {}

  /** As they are in the worktree now; none without one that git can read, or where it is the user's own checkout. */
  async look(view: TaskView): Promise<SubmoduleEdits[]> {
    const found = repositories(view).map(async ({ prefix, repo }) => {
      const edited = await this.git.editedSubmodules(repo, repo.snapshot).catch(noneOf);
      return edited.map((each) => ({ ...each, path: `${prefix}${each.path}` }));
    });
    return (await Promise.all(found)).flat();
  }

  /** The files of one of them with their texts; none for any other path. Throws `GitError`. */
  async files(view: TaskView, path: string): Promise<PreviewedFile[]> {
    const holder = repositories(view).findLast(({ prefix }) => path.startsWith(prefix));
    return holder === undefined
      ? []
      : this.git.submoduleFiles(holder.repo, holder.repo.snapshot, path.slice(holder.prefix.length));
  }
}

/** It stands beside a change, which is shown also where this can't be told. */
function noneOf(error: unknown): SubmoduleEdits[] {
  if (error instanceof GitError) {
    return [];
  }
  throw error;
}

function repositories({ task, app }: TaskView): { prefix: string; repo: RepoWorkspace }[] {
  return (task.place === 'here' ? [] : (app.workspace?.repos ?? [])).map((repo, index) => {
    const member = memberPath(task, index);
    return { prefix: member === null ? '' : `${member}/`, repo };
  });
}
