import { type Digest, digestOf } from '../../core/digest/digest';
import { blindEvents, blindView } from '../../core/groups/blindView';
import type { DigestTask } from '../../core/digest/digestLine';
import type { Clock } from '../../core/ports';
import type { TaskFiles } from '../../core/storePorts';
import type { Translate } from '../../core/translate';
import type { TaskView } from '../../protocol';
import type { Arenas } from '../races/arenas';
import type { TaskStore } from '../tasks/taskStore';

interface Deps {
  store: Pick<TaskStore, 'current'>;
  files: Pick<TaskFiles, 'load'>;
  arenas: Pick<Arenas, 'glances'>;
  clock: Pick<Clock, 'now'>;
  /** Whether the task belongs in this digest: a window's own concern the repositories that it shows. */
  concerns: (view: TaskView) => boolean;
}

/** Digests of the tasks that something happened to, or that wait; their journals are read as they lie on the disk. */
export class Digests {
  constructor(private readonly deps: Deps) {}

  /** Throws `StoreError`. */
  async since(since: Date, t: Translate): Promise<Digest> {
    const { store, files, arenas, clock, concerns } = this.deps;
    const races = arenas.glances();
    const span = { since: since.toISOString(), until: clock.now().toISOString() };
    const views = [...store.current.values()]
      .filter((view) => concerns(view) && (view.state.kind === 'waiting' || lastChange(view) >= since.getTime()))
      .sort((a, b) => (a.task.id < b.task.id ? -1 : 1));
    const tasks: DigestTask[] = [];
    for (const view of views) {
      const { entries, events } = await files.load(view.task.id);
      tasks.push({ view: blindView(view, races), entries, events: blindEvents(view, events, races) });
    }
    return digestOf(tasks, span, t);
  }
}

function lastChange({ run, app, task }: TaskView): number {
  const times = [run.updatedAt, app.updatedAt, task.createdAt].flatMap((at) => Date.parse(at ?? ''));
  return Math.max(...times.filter((time) => !Number.isNaN(time)));
}
