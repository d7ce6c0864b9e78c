import { dirname } from 'node:path';
import type { CleanupLimits } from '../../core/worktrees/cleanupPlan';
import { hasWorktree } from '../../core/worktrees/hasWorktree';
import type { FileCarrier, Git } from '../../core/worktrees/gitPorts';
import type { Clock, Log } from '../../core/ports';
import type { TaskFiles } from '../../core/storePorts';
import type { Task, TaskId, TaskView, Workspace } from '../../protocol';

export interface SparesDeps {
  git: Git;
  carrier: FileCarrier;
  files: Pick<TaskFiles, 'sparesDir' | 'worktreeDir'>;
  store: { readonly current: ReadonlyMap<TaskId, TaskView> };
  clock: Pick<Clock, 'now' | 'monotonicMs'>;
  /** Within which limits spare worktrees are kept; null, and where there is no such function, none are made. */
  spareLimits?: () => Omit<CleanupLimits, 'maxAgeDays'> | null;
  log: Log;
}

const leastFreeBytes = 10_000_000_000;
const unusedMs = 24 * 60 * 60 * 1000;
/** For so long the size of all worktrees counts as known: to measure it is to look at each of their files. */
const measuredForMs = 15 * 60_000;

/** Keeps one spare worktree ready for each repository that has tasks. All of it in the background, one after the other. */
export class Spares {
  private work: Promise<void> = Promise.resolve();
  private measured: { bytes: number; limit: number; atMs: number } | null = null;

  constructor(private readonly deps: SparesDeps) {}

  /** To be called when a task has got its worktrees: they took the spare, or will not need one. Returns at once. */
  renew(task: Task, workspace: Workspace): void {
    this.inBackground(async () => {
      const { git, files, clock } = this.deps;
      for (const { root, commonDir } of workspace.repos) {
        if (await this.isWanted(task)) {
          await git.keepSpare(root, files.sparesDir, { leastFreeBytes });
        } else if (this.deps.spareLimits?.() === null) {
          await git.dropSpare(commonDir, files.sparesDir);
        }
      }
      await git.dropUnusedSpares(files.sparesDir, clock.now().getTime() - unusedMs);
    });
  }

  /** To be called when a task is gone: with the last one of a repository its spare goes. Returns at once. */
  release(workspace: Workspace | null): void {
    this.inBackground(async () => {
      const { git, files, store } = this.deps;
      const used = new Set([...store.current.values()].filter(hasWorktree).flatMap(commonDirs));
      for (const { commonDir } of workspace?.repos ?? []) {
        if (!used.has(commonDir)) {
          await git.dropSpare(commonDir, files.sparesDir);
        }
      }
    });
  }

  /**
   * To be called when a checkout, of which `folder` is a part, may be on another commit: the spare of a repository that
   * has tasks is brought up to it. Returns at once.
   */
  follow(folder: string): void {
    this.inBackground(async () => {
      const { git, files, store } = this.deps;
      const root = await git.root(folder);
      const isOf = ({ app }: TaskView) => (app.workspace?.repos ?? []).some((repo) => repo.root === root);
      const view = [...store.current.values()].filter(hasWorktree).find(isOf);
      if (view !== undefined && (await this.isWanted(view.task))) {
        await git.keepSpare(root, files.sparesDir, { leastFreeBytes });
      }
    });
  }

  /** Resolves when what was asked for so far is done. */
  settle(): Promise<void> {
    return this.work;
  }

  private async isWanted(task: Task): Promise<boolean> {
    const { files, store } = this.deps;
    const limits = this.deps.spareLimits?.() ?? null;
    const worktrees = [...store.current.values()].filter(hasWorktree).flatMap(commonDirs).length;
    if (limits === null || worktrees >= limits.maxCount) {
      return false;
    }
    const all = dirname(files.worktreeDir(task.id, task.slug));
    return (await this.size(all, limits.maxBytes)) < limits.maxBytes;
  }

  private async size(folder: string, limit: number): Promise<number> {
    const { carrier, clock } = this.deps;
    const atMs = clock.monotonicMs();
    const { measured } = this;
    if (measured?.limit === limit && atMs - measured.atMs < measuredForMs) {
      return measured.bytes;
    }
    const bytes = await carrier.size(folder, limit);
    this.measured = { bytes, limit, atMs };
    return bytes;
  }

  private inBackground(act: () => Promise<void>): void {
    const failed = (error: unknown): void => this.deps.log.warn(`No spare worktree was kept ready: ${String(error)}`);
    this.work = this.work.then(act).catch(failed);
  }
}

function commonDirs({ app }: TaskView): string[] {
  return (app.workspace?.repos ?? []).map(({ commonDir }) => commonDir);
}
