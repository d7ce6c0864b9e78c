import { TaskError } from '../../core/errors';
import { slugOf, titleOf } from '../../core/labels/title';
import type { Clock, Ids } from '../../core/ports';
import type { TaskFiles } from '../../core/storePorts';
import type { Git } from '../../core/worktrees/gitPorts';
import type { FoundWorktree, ProcessesIn } from '../../core/worktrees/worktreeCarePorts';
import { toolNames, type WorktreeTool } from '../../core/worktrees/worktreeTools';
import {
  type EntryBody,
  type Made,
  type ObjectName,
  Task,
  type TaskEntry,
  type TaskId,
  type TaskView,
} from '../../protocol';
import { taskRefs } from '../tasks/taskRefs';

interface Deps {
  git: Pick<Git, 'changes' | 'headOf' | 'mergeBase' | 'snapshot' | 'treeOf' | 'updateRef'>;
  files: Pick<TaskFiles, 'create' | 'appendEvents'>;
  store: { append(taskId: TaskId, body: EntryBody): Promise<TaskEntry>; get(taskId: TaskId): TaskView };
  ids: Pick<Ids, 'taskId'>;
  clock: Pick<Clock, 'now'>;
  processesIn: ProcessesIn;
}

/** What may go on in the worktree, and what checks it. */
export type AdoptTerms = Pick<
  Task,
  | 'engine'
  | 'verify'
  | 'checks'
  | 'isolation'
  | 'sandboxLimits'
  | 'approve'
  | 'approvals'
  | 'limits'
  | 'budget'
  | 'diagnostics'
>;

type Found = FoundWorktree & { root: string; tool: WorktreeTool; taskId: TaskId | null };

/** Makes tasks of worktrees that other programs made: from then on they are reviewed, applied, salvaged and removed as any. */
export class Adoptions {
  constructor(private readonly deps: Deps) {}

  /**
   * Records the task, with all that is in the worktree as its change, and starts nothing. No file of the worktree, and
   * neither its index nor its branch is touched. Throws `TaskError('not-possible-now')` for one that is in use.
   */
  async adopt(found: Found, terms: AdoptTerms): Promise<TaskView> {
    const { git, files, store, ids, clock } = this.deps;
    const head = await this.refuseUnfit(found);
    const { root, path, gitDir, commonDir, branch } = found;
    const checkout = await git.headOf(root);
    const base = (checkout.head === null ? null : await git.mergeBase(root, checkout.head, head)) ?? head;
    const message = `Files of ${path}`;
    const commit = await git.snapshot({ worktree: path, gitDir, commonDir }, { parent: head, message });
    const tool = toolNames[found.tool];
    const whose = found.tool === 'other' ? '' : ` of ${tool}`;
    const title = titleOf(`Work${whose} on ${branch ?? head.slice(0, 7)}`);
    const where = branch === null ? '' : ` on ${branch}`;
    const prompt = `Go on with the work${whose} that was begun in this worktree${where}.`;
    const headName = checkout.branch ?? base.slice(0, 7);
    const point = { snapshot: base, head: base, headName, uncommitted: 0 };
    const task = Task.parse({
      ...terms,
      ...{ id: ids.taskId(), title, slug: slugOf(title), prompt, place: 'worktree', repos: [{ root }] },
      createdAt: clock.now().toISOString(),
      base: { kind: 'point', point },
      adopted: { worktree: path, gitDir, branch, tool },
    });
    const tree = await git.treeOf(root, commit);
    const changes = await git.changes(root, base, tree);
    await files.create(task.id);
    await git.updateRef(root, taskRefs.snapshot(task.id), base);
    await git.updateRef(root, taskRefs.checkpoint(task.id), commit);
    const said = { type: 'user.message', text: prompt, source: 'prompt' } as const;
    const made: Made = { type: 'made', from: [], checkpoint: { commit, tree }, files: changes };
    await files.appendEvents(task.id, [said, made], { fence: 0 });
    await store.append(task.id, { type: 'created', task });
    return store.get(task.id);
  }

  /** Returns the commit that it is on. */
  private async refuseUnfit({ path, state, head, isLocked, taskId }: Found): Promise<ObjectName> {
    if (taskId !== null) {
      throw refused(path, 'it is the worktree of an agent already', 'Open the agent.');
    }
    if (state !== 'present' || head === null) {
      const why = state === 'missing' ? 'its folder is gone' : 'git does not know what it is on';
      throw refused(path, why, 'Open its folder, and commit what is in it.');
    }
    if (isLocked) {
      throw refused(path, 'it is locked, so another program needs it', `If nothing does: git worktree unlock ${path}`);
    }
    // Where the system does not tell, the person who asks for it knows.
    const processes = await this.deps.processesIn(path).catch(() => []);
    if (processes.length > 0) {
      const named = processes.slice(0, 3).join(', ');
      throw refused(path, `process ${named} works in it`, 'End it first, then adopt the worktree.');
    }
    return head;
  }
}

function refused(path: string, why: string, hint: string): TaskError {
  return new TaskError('not-possible-now', `${path} was not adopted: ${why}.`, { hint });
}
