import { GitError } from '../../core/errors';
import { whyNotFollowing, whyNotUpdatable } from '../../core/landing/updatable';
import type { Git } from '../../core/worktrees/gitPorts';
import { resultTree } from '../../core/run/result';
import type { BaseMove, ObjectName, RepoWorkspace, Task, TaskId, TaskView } from '../../protocol';
import { followedHead } from './followedHead';
import { type MovedBase, movedBase } from './movedBase';

/** Looks whether the branch that a task began from has gone on. Nothing but objects is written, and no lock is taken. */
export class BaseMoves {
  /** What was found out last, of these bytes on that commit. */
  private readonly found = new Map<TaskId, { of: string; moved: MovedBase | null }>();

  constructor(private readonly git: Git) {}

  /** Null where it has not, where the task began from something else, or where its change is in the checkout or gone. */
  async look(view: TaskView): Promise<BaseMove | null> {
    const { task, app } = view;
    const repo = app.workspace?.repos[0];
    if (repo === undefined || whyNotFollowing(task) !== null || app.landing.kind !== 'none') {
      return null;
    }
    const follows = await followedHead(this.git, task, repo).catch(nothingFollowed);
    const files = resultTree(view) ?? repo.snapshot;
    const moved = follows === null ? null : await this.moved(task, repo, files, follows);
    if (moved === null) {
      return null;
    }
    const { head, commits, gone, outcome } = moved;
    const conflicts = outcome.kind === 'clean' ? [] : outcome.conflicts;
    const canUpdate = conflicts.length === 0 && whyNotUpdatable(view) === null;
    return { head, commits, gone, conflicts, canUpdate, ...triedOf(view, outcome) };
  }

  /** Whether the branch holds all of a complete task's change, also where a person merged, picked or copied it. */
  async holds(view: TaskView): Promise<boolean> {
    const { task, app, state } = view;
    const repo = app.workspace?.repos[0];
    const tree = resultTree(view);
    if (repo === undefined || tree === null || task.place === 'here' || state.kind !== 'complete') {
      return false;
    }
    const moved = await this.moved(task, repo, tree, await this.checkedOut(task, repo));
    if (moved?.outcome.kind !== 'clean' || tree === (await this.git.treeOf(repo.root, repo.snapshot))) {
      return false;
    }
    const { base, tree: merged } = moved.outcome;
    return merged === (await this.git.treeOf(repo.root, base.snapshot));
  }

  private checkedOut({ joined }: Task, repo: RepoWorkspace): ReturnType<typeof followedHead> {
    const members = joined?.members.map(({ path, rules, language }) => ({ path, rules, language }));
    const all = joined === undefined || members === undefined ? undefined : { ...joined, members };
    return followedHead(this.git, { joined: all, base: undefined }, repo);
  }

  private async moved(
    task: Task,
    repo: RepoWorkspace,
    files: ObjectName,
    follows: Awaited<ReturnType<typeof followedHead>>,
  ): Promise<MovedBase | null> {
    const of = [follows.head, follows.branch, repo.snapshot, files].join(' ');
    const known = this.found.get(task.id);
    if (known?.of === of) {
      return known.moved;
    }
    const moved = await movedBase(this.git, repo, files, follows);
    this.found.set(task.id, { of, moved });
    return moved;
  }
}

/** A branch that is gone has not moved. */
function nothingFollowed(error: unknown): null {
  if (error instanceof GitError && error.reason === 'no-commit') {
    return null;
  }
  throw error;
}

/** What is known of exactly these files. */
function triedOf({ run: { trial } }: TaskView, outcome: MovedBase['outcome']): Pick<BaseMove, 'tried'> {
  const receipts = trial?.receipts ?? [];
  const told = receipts.find(({ exitCode }) => exitCode !== 0) ?? receipts[0];
  if (told === undefined || outcome.kind !== 'clean' || trial?.tree !== outcome.tree) {
    return {};
  }
  return { tried: { command: told.command, isGreen: told.exitCode === 0 } };
}
