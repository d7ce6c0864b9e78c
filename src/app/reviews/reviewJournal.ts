import { TaskError } from '../../core/errors';
import { redactedValue } from '../../core/secrets/redactedValue';
import { EntryBody, type TaskEntry, type TaskId } from '../../protocol';
import { type SecretSources, taskRedactor } from '../tasks/taskRedactor';
import type { TaskStore } from '../tasks/taskStore';

interface Deps extends SecretSources {
  store: Pick<TaskStore, 'append' | 'get'>;
}

/** Journals what people say about a change, without the task's secrets. */
export class ReviewJournal {
  constructor(private readonly deps: Deps) {}

  /**
   * Throws `TaskError('not-possible-now')` for an edit that holds a secret: it is applied to the byte, so nothing can stand
   * in the secret's place.
   */
  async append(taskId: TaskId, body: EntryBody): Promise<TaskEntry> {
    const { store } = this.deps;
    const { task } = store.get(taskId);
    const redactor = await taskRedactor(this.deps, task, task.repos[0].root);
    const redact = (text: string): string => redactor.redact(text);
    const edits = body.type === 'hunks.decided' ? body.decisions.map(({ verdict }) => verdict) : [];
    if (edits.some((verdict) => verdict.kind === 'edited' && redact(verdict.text) !== verdict.text)) {
      throw new TaskError('not-possible-now', 'The edit was not kept, because it holds a secret of this task.', {
        hint: 'Read the secret from the environment there, and save again.',
      });
    }
    return store.append(taskId, EntryBody.parse(redactedValue(body, redact)));
  }
}
