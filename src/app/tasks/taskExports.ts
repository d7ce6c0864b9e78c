import { GitError, StoreError } from '../../core/errors';
import type { Clock } from '../../core/ports';
import type { SecretSource } from '../../core/secrets/secretPorts';
import { Cleaning } from '../../core/share/cleaning';
import type { SharedTask } from '../../core/share/sharedTask';
import type { TaskFiles } from '../../core/storePorts';
import { viewTask } from '../../core/views/taskView';
import type { ModelRef, RunnerEvent, TaskId, TaskView } from '../../protocol';
import type { Reviews } from '../reviews/reviews';
import { taskRedactor } from './taskRedactor';

interface Deps {
  files: Pick<TaskFiles, 'load' | 'owner'>;
  reviews: Pick<Reviews, 'patch'>;
  clock: Pick<Clock, 'now'>;
  /** The user's home folder. */
  home: string;
  credentials: (model: ModelRef) => Promise<string | undefined>;
  secrets: SecretSource;
}

/**
 * What others may see of a task, read from its journals: without its secrets and what looks like one. Throws
 * `StoreError`.
 */
export function sharedIn(deps: Deps): (taskId: TaskId) => Promise<SharedTask> {
  return async (taskId) => {
    const { entries, events } = await deps.files.load(taskId);
    const found = viewTask(entries, events, (await deps.files.owner(taskId)) !== null);
    if (found === null) {
      throw new StoreError('unknown-task', `There is no task ${taskId}.`);
    }
    const redactor = await taskRedactor(deps, found.task, found.task.repos[0].root);
    const cleaning = new Cleaning({ redact: (text) => redactor.redact(text), home: deps.home });
    const patch = await patchOf(deps, found);
    const clean = {
      view: cleaning.cleanAll(found),
      entries: cleaning.cleanAll(entries),
      events: cleaning.cleanAll(events.map(withoutKept)),
      patch: patch === null ? null : cleaning.clean(patch),
    };
    return { ...clean, exportedAt: deps.clock.now().toISOString(), secrets: cleaning.secrets };
  };
}

/** A repository that is gone is no reason not to export what is known. */
async function patchOf({ reviews }: Deps, view: TaskView): Promise<string | null> {
  if (view.run.checkpoint === null || view.app.workspace === null) {
    return null;
  }
  try {
    return await reviews.patch(view);
  } catch (error) {
    if (error instanceof GitError) {
      return null;
    }
    throw error;
  }
}

/** What only the provider understands says nothing to others. */
function withoutKept(event: RunnerEvent): RunnerEvent {
  if (event.type !== 'message.end') {
    return event;
  }
  const shown = { ...event };
  delete shown.kept;
  return shown;
}
