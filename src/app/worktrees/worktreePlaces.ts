import { basename, join } from 'node:path';
import { GitError } from '../../core/errors';
import { checkFolder } from '../../core/checks/checkPorts';
import type { FileCarrier, Git } from '../../core/worktrees/gitPorts';
import type { Log } from '../../core/ports';
import type { TaskFiles } from '../../core/storePorts';
import type { Cone } from '../../core/worktrees/cone';
import type { ObjectName, RepoWorkspace, Task, TaskView } from '../../protocol';
import { taskRefs } from '../tasks/taskRefs';

interface Deps {
  git: Git;
  carrier: FileCarrier;
  files: Pick<TaskFiles, 'taskDir' | 'worktreeDir' | 'sparesDir'>;
  log: Log;
}

/** Where a branch begins, and the files beside it when they are not those of its commit. */
export interface Beginning {
  commit: ObjectName;
  content?: ObjectName;
  /** Only some folders, in a large repository. */
  sparse?: { cone: Cone; fromFiles: number };
}

type MadeWorktree = Pick<RepoWorkspace, 'worktree' | 'gitDir' | 'branch'>;

const maxBranches = 1000;

/** Worktrees and branches of tasks: made, and taken away without a trace. */
export class WorktreePlaces {
  constructor(private readonly deps: Deps) {}

  /** Runs `make` where nothing is left of an earlier attempt; when it fails, nothing is left of it either. */
  async fresh<T>(task: Task, make: () => Promise<T>): Promise<T> {
    await this.clear(task);
    try {
      return await make();
    } catch (error) {
      await this.clear(task).catch((failure: unknown) => this.deps.log.error('A half-made worktree is left.', failure));
      throw error;
    }
  }

  /** For the repository at `index` of the task. The branch is numbered when its name is taken. */
  async make(task: Task, index: number, beginning: Beginning): Promise<MadeWorktree> {
    const { git, carrier, files } = this.deps;
    const root = task.repos[index]?.root ?? '';
    const path = this.paths(task)[index] ?? '';
    // A branch `agents` leaves no room for branches below it.
    const prefix = (await git.readRef(root, 'refs/heads/agents')) === null ? 'agents/' : 'agents-';
    for (let number = 1; number <= maxBranches; number += 1) {
      const branch = `${prefix}${task.slug}${number === 1 ? '' : `-${number}`}`;
      try {
        const gitDir =
          memberPath(task, index) === null
            ? await git.addWorktree(root, { path, branch, spares: files.sparesDir, ...beginning })
            : await git.adoptWorktree(root, { path, branch, commit: beginning.commit });
        return { worktree: await carrier.realPath(path), gitDir, branch };
      } catch (error) {
        if (!(error instanceof GitError) || error.reason !== 'branch-exists') {
          throw error;
        }
      }
    }
    throw new GitError('branch-exists', `There are ${maxBranches} branches named ${prefix}${task.slug} already.`, {
      hint: 'Delete those that are no longer needed, or give the task another title.',
    });
  }

  /** Worktrees, branches and refs of a task, also of one that was only half prepared. */
  async remove({ task, app }: TaskView): Promise<void> {
    const { git, carrier } = this.deps;
    if (app.workspace === null) {
      await this.clear(task);
    }
    for (const { worktree } of app.workspace?.repos ?? []) {
      await carrier.removeTree(worktree);
    }
    await carrier.removeTree(this.folder(task));
    // The runner removes it too, unless it was lost.
    await carrier.removeTree(join(this.deps.files.taskDir(task.id), checkFolder));
    for (const { root, worktree, branch } of app.workspace?.repos ?? []) {
      await this.whereThere(root, async () => {
        await git.removeWorktree(root, worktree);
        // Of another program's worktree only the folder goes, for which there is a way back.
        if (branch !== null && task.adopted?.worktree !== worktree) {
          await git.deleteBranch(root, branch);
        }
      });
    }
    for (const { root } of task.repos) {
      await this.whereThere(root, async () => {
        await git.updateRef(root, taskRefs.snapshot(task.id), null);
        await git.updateRef(root, taskRefs.checkpoint(task.id), null);
        await git.updateRef(root, taskRefs.pull(task.id), null);
        await git.updateRef(root, taskRefs.applied(task.id, 'before'), null);
        await git.updateRef(root, taskRefs.applied(task.id, 'after'), null);
      });
    }
  }

  /** A repository that is gone has taken its branches and refs with it. */
  private async whereThere(root: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof GitError) || !['not-a-repository', 'worktree-missing'].includes(error.reason)) {
        throw error;
      }
      this.deps.log.warn(`Nothing was removed from ${root}: ${error.message}`);
    }
  }

  private async clear(task: Task): Promise<void> {
    const paths = this.paths(task);
    await this.deps.carrier.removeTree(this.folder(task));
    for (const [index, { root }] of task.repos.entries()) {
      await this.whereThere(root, () => this.deps.git.abandonWorktree(root, paths[index] ?? ''));
    }
  }

  private folder(task: Task): string {
    return this.deps.files.worktreeDir(task.id, task.slug);
  }

  /** One for each repository; repositories of the same name are numbered, joined ones are where they are in their folder. */
  private paths(task: Task): string[] {
    if (task.joined !== undefined) {
      const top = join(this.folder(task), basename(task.joined.folder));
      return [top, ...task.joined.members.map(({ path }) => join(top, path))];
    }
    const names = task.repos.map(({ root }) => basename(root));
    return names.map((name, index) => {
      const earlier = names.slice(0, index).filter((other) => other === name).length;
      return join(this.folder(task), earlier === 0 ? name : `${name}-${earlier + 1}`);
    });
  }
}

/** Where a repository of a task is among several that are worked on together; null for what stands for all of them. */
export function memberPath({ joined }: Task, index: number): string | null {
  return joined?.members[index - 1]?.path ?? null;
}
