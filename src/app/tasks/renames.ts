import type { TaskId } from '../../protocol';
import { type SecretSources, taskRedactor } from './taskRedactor';
import type { TaskStore } from './taskStore';

interface Deps extends SecretSources {
  store: Pick<TaskStore, 'append' | 'get'>;
}

const longest = 120;

/** Gives a task another title, without its secrets; nothing is written where that is what it has already. */
export class Renames {
  constructor(private readonly deps: Deps) {}

  async rename(taskId: TaskId, wanted: string): Promise<void> {
    const { store } = this.deps;
    const { task } = store.get(taskId);
    const redactor = await taskRedactor(this.deps, task, task.repos[0].root);
    const title = redactor.redact(wanted.trim()).slice(0, longest);
    if (title !== '' && title !== task.title) {
      await store.append(taskId, { type: 'renamed', title });
    }
  }
}
