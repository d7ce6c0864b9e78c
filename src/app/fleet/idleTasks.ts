import type { Git } from '../../core/worktrees/gitPorts';
import type { Ids } from '../../core/ports';
import type { TaskFiles } from '../../core/storePorts';
import type { EntryBody, RunnerEvent, TaskEntry, TaskId } from '../../protocol';

/** What changes the files and both journals of a task that is owned and does not run. */
export interface IdleTasks {
  git: Git;
  files: Pick<TaskFiles, 'appendEvents'>;
  store: {
    append(taskId: TaskId, body: EntryBody): Promise<TaskEntry>;
    events(taskId: TaskId): readonly RunnerEvent[];
    catchUp(taskId: TaskId): Promise<void>;
  };
  ids: Pick<Ids, 'short'>;
}
