import { AppError, TaskError } from '../../core/errors';
import { Emitter } from '../../core/emitter';
import { resultTree } from '../../core/run/result';
import type { Disposable, Log } from '../../core/ports';
import type { EntryBody, ReviewGlance, ReviewedMark, TaskId, TaskView } from '../../protocol';
import { reviewed } from './landable';
import type { Between, ReviewedChanges } from './reviewedChanges';
import { TaskQueue } from '../tasks/taskQueue';
import type { TaskChange } from '../tasks/taskStore';

interface Deps {
  changes: ReviewedChanges;
  store: {
    readonly current: ReadonlyMap<TaskId, TaskView>;
    append(taskId: TaskId, body: EntryBody): Promise<unknown>;
    onDidChange(listener: (change: TaskChange) => void): Disposable;
  };
  log: Log;
}

/**
 * Which files a person has looked at. A mark is of what the change does to the file, so it stays through an update or a
 * rebase, and a file that the agent changed again is shown as changed since.
 */
export class ReviewMarks {
  private glances: ReadonlyMap<TaskId, ReviewGlance> = new Map();
  private readonly looked = new Map<TaskId, string>();
  private readonly looks = new TaskQueue();
  private readonly events: Emitter<undefined>;

  constructor(private readonly deps: Deps) {
    this.events = new Emitter((error) => deps.log.error('A listener for reviewed files failed.', error));
  }

  /** Of tasks with marks, how each marked file stands; as far as that was looked at. */
  get current(): ReadonlyMap<TaskId, ReviewGlance> {
    return this.glances;
  }

  onDidChange(listener: () => void): Disposable {
    return this.events.listen(listener);
  }

  /** Keeps up with the tasks. */
  start(): Disposable {
    const listening = this.deps.store.onDidChange(({ view }) => this.look(view));
    this.deps.store.current.forEach((view) => this.look(view));
    return listening;
  }

  /** Journals that these files, as they are changed now, were looked at. Throws `TaskError`, `GitError`. */
  async mark(view: TaskView, paths: readonly string[]): Promise<void> {
    const at = wholeChange(view);
    const marks: ReviewedMark[] = [];
    for (const path of paths) {
      const file = await this.deps.changes.file(at, path);
      if (file === undefined) {
        throw new TaskError('not-possible-now', `Not marked: there is no change of ${path} any more.`);
      }
      marks.push({ path, patchId: file.patchId, base: at.base, head: at.head });
    }
    if (marks.length > 0) {
      await this.deps.store.append(view.task.id, { type: 'files.reviewed', marks });
    }
  }

  async unmark(view: TaskView, paths: readonly string[]): Promise<void> {
    const marked = paths.filter((path) => view.app.review.reviewed.some((mark) => mark.path === path));
    if (marked.length > 0) {
      await this.deps.store.append(view.task.id, { type: 'files.unreviewed', paths: marked });
    }
  }

  /** How each marked file stands that the change still touches. Throws `GitError`. */
  async glance(view: TaskView): Promise<ReviewGlance> {
    const at = wholeChange(view);
    const glance: ReviewGlance = {};
    for (const { path, patchId, base, head } of view.app.review.reviewed) {
      const isSame = base === at.base && head === at.head;
      const file = isSame ? { patchId } : await this.deps.changes.file(at, path);
      if (file !== undefined) {
        glance[path] = file.patchId === patchId ? 'reviewed' : 'changed';
      }
    }
    return glance;
  }

  private look(view: TaskView): void {
    const { id } = view.task;
    const { reviewed: marks } = view.app.review;
    const repo = view.app.workspace?.repos[0];
    const name = JSON.stringify([marks, repo?.snapshot, resultTree(view)]);
    const isKnown = this.looked.get(id) === name || (marks.length === 0 && !this.glances.has(id));
    if (isKnown || repo === undefined) {
      return;
    }
    this.looked.set(id, name);
    void this.looks.run(id, async () => {
      try {
        const glance = await this.glance(view);
        this.glances = new Map([...this.glances, [id, glance]]);
        this.events.fire(undefined);
      } catch (error) {
        this.looked.delete(id);
        this.deps.log.warn(`Which files of task ${id} were reviewed is not known: ${messageOf(error)}`);
      }
    });
  }
}

/** From what the task began with, also when a part is applied. */
export function wholeChange(view: TaskView): Between {
  const { repo, head } = reviewed(view);
  return { root: repo.root, base: repo.snapshot, head };
}

function messageOf(error: unknown): string {
  return error instanceof AppError ? error.message : String(error);
}
