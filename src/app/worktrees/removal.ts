import { GitError, TaskError } from '../../core/errors';
import type { RemovableData } from '../../core/removal/removalPorts';
import { isUnapplied, type RemovalPlan, type RepositoryRemoval } from '../../core/removal/removalPlan';
import type { TaskFiles } from '../../core/storePorts';
import type { FileCarrier, Git } from '../../core/worktrees/gitPorts';
import type { TaskId, TaskView } from '../../protocol';

interface Deps {
  git: Pick<Git, 'datedRefs' | 'updateRef'>;
  carrier: Pick<FileCarrier, 'size'>;
  files: Pick<TaskFiles, 'owner'>;
  data: RemovableData;
  dataDirectory: string;
  store: { readonly current: ReadonlyMap<TaskId, TaskView>; readonly setAside: readonly { folder: string }[] };
  fleet: { discard(taskId: TaskId): Promise<void> };
}

const prefix = 'refs/background-agents/';
const salvagePrefix = `${prefix}salvage/worktree/`;
const working: ReadonlySet<TaskView['state']['kind']> = new Set(['queued', 'preparing', 'running', 'waiting']);

/**
 * Takes away everything that was made for the tasks of this data directory, and nothing else: worktrees and branches
 * as Discard does, then refs, then data. Each step can be done again, so a removal that was cut off goes on where it was.
 */
export class Removal {
  constructor(private readonly deps: Deps) {}

  /** What would be removed. Nothing is touched. Throws `StoreError`. */
  async plan(): Promise<RemovalPlan> {
    const { store, data, dataDirectory } = this.deps;
    const views = [...store.current.values()];
    const { bytes, kept } = await data.survey();
    return {
      tasks: views.length,
      repositories: await this.repositories(views),
      unapplied: views
        .filter(isUnapplied)
        .map(({ task, run }) => ({ taskId: task.id, title: task.title, files: run.files.length })),
      working: views.filter(({ state }) => working.has(state.kind)).map(({ task }) => task.title),
      dataDirectory,
      bytes,
      kept: [...kept, ...store.setAside.map(({ folder }) => folder)],
    };
  }

  /**
   * `lost` names what may be lost: tasks with unapplied changes by their ids, what is kept of removed worktrees by its
   * refs. With one that is not named, or a task at work, nothing is removed. `onStep` is told what was removed, in words. Throws `TaskError`, `GitError`, `StoreError`.
   */
  async removeAll(lost: ReadonlySet<string>, onStep: (what: string) => void): Promise<void> {
    const { store, data, git } = this.deps;
    const views = [...store.current.values()];
    await this.refuse(views, lost);
    const salvages = await this.salvages(views);
    refuseSalvages(salvages, lost);
    await data.begin();
    for (const { root, ref } of salvages) {
      await git.updateRef(root, ref, null);
      onStep(ref);
    }
    for (const view of views) {
      await this.removeTask(view);
      onStep(view.task.title);
    }
    await data.removeRest();
    onStep(this.deps.dataDirectory);
  }

  private async refuse(views: readonly TaskView[], lost: ReadonlySet<string>): Promise<void> {
    const busy = views.filter(({ state }) => working.has(state.kind));
    const unnamed = views.filter((view) => isUnapplied(view) && !lost.has(view.task.id));
    const owned = await Promise.all(views.map(({ task }) => this.isOwnedElsewhere(task.id)));
    if (busy.length > 0 || owned.includes(true)) {
      throw new TaskError(
        'not-possible-now',
        'Nothing was removed, because agents are at work, here or in another window.',
        {
          hint: 'Stop them first, and close other windows.',
        },
      );
    }
    if (unnamed.length > 0) {
      const titles = unnamed.map(({ task }) => task.title).join('; ');
      throw new TaskError(
        'not-possible-now',
        `Nothing was removed, because these changes are not applied: ${titles}.`,
        {
          hint: 'Apply or export them first, or say that they may be lost.',
        },
      );
    }
  }

  private async isOwnedElsewhere(taskId: TaskId): Promise<boolean> {
    const owner = await this.deps.files.owner(taskId);
    return owner !== null && owner !== process.pid;
  }

  private async removeTask(view: TaskView): Promise<void> {
    const { fleet, data, git } = this.deps;
    const { task, app } = view;
    const isMade = task.place !== 'here' && task.adopted === undefined;
    if (isMade && app.landing.kind !== 'discarded') {
      await fleet.discard(task.id);
    }
    for (const root of rootsOf(view)) {
      for (const { ref } of await this.refsOf(root, [task.id])) {
        await git.updateRef(root, ref, null);
      }
    }
    await data.removeTask(task.id);
  }

  private async repositories(views: readonly TaskView[]): Promise<RepositoryRemoval[]> {
    const roots = [...new Set(views.flatMap(rootsOf))];
    return await Promise.all(
      roots.map(async (root) => {
        const ids = views.map(({ task }) => task.id);
        const isMade = ({ task }: TaskView): boolean => task.place !== 'here' && task.adopted === undefined;
        const standing = views.filter((view) => view.app.landing.kind !== 'discarded' && isMade(view));
        const repos = standing.flatMap(({ app }) => app.workspace?.repos ?? []).filter((repo) => repo.root === root);
        return {
          root,
          refs: await this.refsOf(root, ids),
          salvages: await this.salvagesIn(root),
          branches: repos.flatMap(({ branch }) => branch ?? []),
          worktrees: await Promise.all(
            repos.map(async ({ worktree }) => ({
              path: worktree,
              bytes: await this.deps.carrier.size(worktree, Number.MAX_SAFE_INTEGER),
            })),
          ),
        };
      }),
    );
  }

  private async salvages(views: readonly TaskView[]): Promise<{ root: string; ref: string }[]> {
    const roots = [...new Set(views.flatMap(rootsOf))];
    const kept = await Promise.all(
      roots.map(async (root) => (await this.salvagesIn(root)).map(({ ref }) => ({ root, ref }))),
    );
    return kept.flat();
  }

  private async salvagesIn(root: string): Promise<RepositoryRemoval['salvages']> {
    return (await this.refs(root)).filter(({ ref }) => ref.startsWith(salvagePrefix));
  }

  /** Refs that carry the id of one of the tasks. */
  private async refsOf(root: string, ids: readonly TaskId[]): Promise<RepositoryRemoval['refs']> {
    const refs = await this.refs(root);
    return refs.filter(({ ref }) => ids.some((id) => ref.split('/').includes(id)));
  }

  /** A repository that is gone has none. */
  private async refs(root: string): Promise<RepositoryRemoval['refs']> {
    try {
      return await this.deps.git.datedRefs(root, prefix);
    } catch (error) {
      if (error instanceof GitError) {
        return [];
      }
      throw error;
    }
  }
}

function rootsOf({ task, app }: TaskView): string[] {
  return [...new Set([...task.repos, ...(app.workspace?.repos ?? [])].map(({ root }) => root))];
}

function refuseSalvages(salvages: readonly { ref: string }[], lost: ReadonlySet<string>): void {
  const unnamed = salvages.filter(({ ref }) => !lost.has(ref)).map(({ ref }) => ref);
  if (unnamed.length > 0) {
    throw new TaskError(
      'not-possible-now',
      `Nothing was removed, because this is kept nowhere else: ${unnamed.join('; ')}.`,
      { hint: 'Restore these worktrees first, or say that they may be lost.' },
    );
  }
}
