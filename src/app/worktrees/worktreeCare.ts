import { TaskError } from '../../core/errors';
import type { FileCarrier, Git } from '../../core/worktrees/gitPorts';
import type { Clock } from '../../core/ports';
import { working } from '../../core/run/working';
import { layersFolder } from '../../core/setup/dependencyFolders';
import type { SteadyClock } from '../../core/worktrees/steadyTime';
import { safeToDelete, type Verdict } from '../../core/worktrees/safeToDelete';
import { toolOf, type WorktreePlaces, worktreePlaces, type WorktreeTool } from '../../core/worktrees/worktreeTools';
import type { FoundWorktree, KeptWorktree, ProcessesIn } from '../../core/worktrees/worktreeCarePorts';
import type { LeftOut, TaskId, TaskView } from '../../protocol';
import { ForeignSalvages } from './foreignSalvages';
import { join } from 'node:path';

interface Deps {
  git: Git;
  carrier: FileCarrier;
  store: { readonly current: ReadonlyMap<TaskId, TaskView> };
  fleet: { discard(taskId: TaskId): Promise<void> };
  processesIn: ProcessesIn;
  clock: Pick<Clock, 'now'>;
  /** What salvages expire by. */
  steadyClock: SteadyClock;
  /** Where other programs put worktrees is told by these folders. */
  around: Omit<WorktreePlaces, 'root'>;
}

/** A worktree of a repository, whoever made it. */
export interface KnownWorktree extends FoundWorktree {
  root: string;
  tool: WorktreeTool;
  /** Of the task that works in it; null for one of another program, or one that a lost task left. */
  taskId: TaskId | null;
}

export interface WorktreeUse {
  bytes: number;
  output: { path: string; bytes: number }[];
}

/** Every worktree of a repository: what it holds and takes, and ways to get its room back without losing anything. */
export class WorktreeCare {
  private readonly salvages: ForeignSalvages;

  constructor(private readonly deps: Deps) {
    this.salvages = new ForeignSalvages(deps);
  }

  /** The longest unused first. `root` is the top of a checkout. Forgets what was salvaged more than 30 days ago. */
  async list(root: string): Promise<KnownWorktree[]> {
    const { git, store } = this.deps;
    const around = { ...this.deps.around, root };
    const places = worktreePlaces(around).map(({ folder }) => folder);
    await this.salvages.expire(root);
    const found = await git.listWorktrees(root, places);
    const tasks = new Map(
      [...store.current.values()].flatMap(({ task, app }) =>
        (app.workspace?.repos ?? []).map(({ worktree }) => [worktree, task.id] as const),
      ),
    );
    return found
      .map((each) => ({ ...each, root, tool: toolOf(each.path, around), taskId: tasks.get(each.path) ?? null }))
      .sort((a, b) => (a.usedAtMs ?? 0) - (b.usedAtMs ?? 0));
  }

  /** What it takes on the disk. */
  async use(worktree: KnownWorktree): Promise<WorktreeUse> {
    const { git, carrier } = this.deps;
    if (worktree.state === 'missing') {
      return { bytes: 0, output: [] };
    }
    const folders = worktree.state === 'orphan' ? [] : await git.buildOutput(placeOf(worktree));
    const measure = (path: string) => carrier.size(path, Number.MAX_SAFE_INTEGER);
    // What its commands wrote over shared dependencies is beside it.
    const beside = worktree.taskId === null ? 0 : await measure(layersFolder(worktree.path));
    const [bytes, ...sizes] = await Promise.all([
      measure(worktree.path),
      ...folders.map((path) => measure(join(worktree.path, path))),
    ]);
    return { bytes: bytes + beside, output: folders.map((path, index) => ({ path, bytes: sizes[index] ?? 0 })) };
  }

  /** Whether nothing would be lost with it. An error while looking means that it is kept. */
  verdict(worktree: KnownWorktree): Promise<Verdict> {
    const { git, processesIn } = this.deps;
    const dies = worktree.taskId === null ? null : worktree.branch;
    return safeToDelete({
      ...git.deletionProofs(placeOf(worktree), { dies, checkout: worktree.root }),
      isOurs: () => Promise.resolve(worktree.tool === 'background-agents' && worktree.taskId !== null),
      processesIn: () => processesIn(worktree.path),
    });
  }

  /** Whether no task works in it, or waits to. */
  isIdle({ taskId }: KnownWorktree): boolean {
    const view = taskId === null ? undefined : this.deps.store.current.get(taskId);
    return view === undefined || !working.has(view.state.kind);
  }

  /** Removes what an install or a build makes again; the tree and all that git knows of it stay. Returns the bytes freed. */
  async freeOutput(worktree: KnownWorktree): Promise<number> {
    await this.refuseInUse(worktree);
    const { output } = await this.use(worktree);
    for (const { path } of output) {
      await this.deps.carrier.removeTree(join(worktree.path, path));
    }
    return output.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /**
   * Keeps its last state for 30 days, then removes it: a task is discarded, of another program's worktree the folder and
   * git's record of it go, its branch stays. Returns the name that brings it back, and what is in no salvage.
   */
  async salvageAndRemove(worktree: KnownWorktree): Promise<{ name: string; left: LeftOut[] }> {
    await this.refuseInUse(worktree);
    const { taskId } = worktree;
    if (taskId === null) {
      return this.salvages.remove(worktree);
    }
    await this.deps.fleet.discard(taskId);
    const landing = this.deps.store.current.get(taskId)?.app.landing;
    return { name: taskId, left: landing?.kind === 'discarded' ? (landing.left ?? []) : [] };
  }

  /** What is kept of removed worktrees that were no task's, the newest first. */
  kept(root: string): Promise<KeptWorktree[]> {
    return this.salvages.list(root);
  }

  /** Makes a worktree, on a branch of its own, of what `salvageAndRemove` kept under this name. Returns its folder. */
  restore(root: string, name: string, path: string): Promise<string> {
    return this.salvages.restore(root, name, path);
  }

  private async refuseInUse(worktree: KnownWorktree): Promise<void> {
    const found = await this.deps.processesIn(worktree.path).catch(() => []);
    if (!this.isIdle(worktree) || found.length > 0) {
      const by = found.length > 0 ? `process ${found.slice(0, 3).join(', ')} works in it` : 'its task is at work';
      throw new TaskError('not-possible-now', `${worktree.path} was left as it is: ${by}.`, {
        hint: 'End it first, then try again.',
      });
    }
  }
}

function placeOf({ path, gitDir, commonDir }: KnownWorktree) {
  return { worktree: path, gitDir, commonDir };
}
