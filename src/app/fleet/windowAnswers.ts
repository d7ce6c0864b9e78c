import type { Disposable, Log } from '../../core/ports';
import type { TaskId, TaskView } from '../../protocol';
import type { FleetActs } from './fleet';
import type { TaskStore } from '../tasks/taskStore';

interface Deps {
  store: Pick<TaskStore, 'current' | 'onDidChange'>;
  fleet: Pick<FleetActs, 'answer'>;
  isOurs: (taskId: TaskId) => boolean;
  log: Log;
}

/** Makes tasks go on that wait for an open window: this is one. Each wait is answered once. */
export function answerAsWindow({ store, fleet, isOurs, log }: Deps): Disposable {
  const answered = new Set<string>();
  const look = ({ task, state }: TaskView): void => {
    if (state.kind !== 'waiting' || state.request.kind !== 'window') {
      return;
    }
    const { requestId } = state.request;
    if (isOurs(task.id) && !answered.has(requestId)) {
      answered.add(requestId);
      fleet.answer(task.id, requestId, { kind: 'continue' }).catch((error: unknown) => {
        log.error(`Task ${task.id} did not go on in this window.`, error);
      });
    }
  };
  [...store.current.values()].forEach(look);
  return store.onDidChange(({ view }) => look(view));
}
