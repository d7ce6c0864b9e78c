import { slugOf, titleOf } from '../../core/labels/title';
import type { Clock, Ids } from '../../core/ports';
import type { TaskFiles } from '../../core/storePorts';
import type { Git } from '../../core/worktrees/gitPorts';
import {
  type EntryBody,
  type Made,
  type MadeFrom,
  type ObjectName,
  type StartingPoint,
  Task,
  type TaskEntry,
  type TaskGroup,
  type TaskId,
  type TaskView,
} from '../../protocol';
import { taskRefs } from './taskRefs';

interface Deps {
  git: Pick<Git, 'updateRef' | 'changes' | 'treeOf'>;
  files: Pick<TaskFiles, 'create' | 'appendEvents'>;
  store: { append(taskId: TaskId, body: EntryBody): Promise<TaskEntry>; get(taskId: TaskId): TaskView };
  ids: Pick<Ids, 'taskId'>;
  clock: Pick<Clock, 'now'>;
}

export interface MadeTask {
  title: string;
  prompt: string;
  /** Repository, engine, checks, limits and rights are this one's. */
  like: Task;
  /** What the change is compared with. */
  point: StartingPoint;
  /** The files, in a commit of the repository. */
  commit: ObjectName;
  from: readonly MadeFrom[];
  /** The commits between point and commit are to be the branch's. */
  hasCommits?: true;
  group?: TaskGroup;
}

/** Tasks whose work is there already, put together of the results of others: what comes first is their checks. */
export class MadeTasks {
  constructor(private readonly deps: Deps) {}

  /** Records the task and starts nothing. */
  async create({ title, prompt, like, point, commit, from, group, hasCommits }: MadeTask): Promise<TaskView> {
    const { git, files, store, ids, clock } = this.deps;
    const named = titleOf(title);
    const task = Task.parse({
      ...like,
      forkedFrom: undefined,
      after: undefined,
      adopted: undefined,
      group,
      ...{ id: ids.taskId(), title: named, slug: slugOf(named), prompt, place: 'worktree' },
      createdAt: clock.now().toISOString(),
      base: { kind: 'point', point, content: commit, from, hasCommits },
    });
    const { root } = task.repos[0];
    const tree = await git.treeOf(root, commit);
    const changes = await git.changes(root, point.snapshot, tree);
    await files.create(task.id);
    await git.updateRef(root, taskRefs.snapshot(task.id), point.snapshot);
    await git.updateRef(root, taskRefs.checkpoint(task.id), commit);
    const said = { type: 'user.message', text: prompt, source: 'prompt' } as const;
    const made: Made = { type: 'made', from: [...from], checkpoint: { commit, tree }, files: changes };
    await files.appendEvents(task.id, [said, made], { fence: 0 });
    await store.append(task.id, { type: 'created', task });
    return store.get(task.id);
  }
}
