import { AppError } from '../../core/errors';
import { Emitter } from '../../core/emitter';
import { whyNotUpdatable } from '../../core/landing/updatable';
import type { Disposable, Log } from '../../core/ports';
import type { BaseMove, TaskId, TaskView } from '../../protocol';
import type { BaseMoves } from './baseMoves';
import { isTaskOf } from '../tasks/taskFolders';

interface Deps {
  store: { readonly current: ReadonlyMap<TaskId, TaskView> };
  baseMoves: Pick<BaseMoves, 'look'>;
  log: Log;
}

/** Which tasks' branches have moved on, as it was when somebody last looked. Nothing is looked at by itself. */
export class KnownMoves {
  private moves: ReadonlyMap<TaskId, BaseMove> = new Map();
  private looking: Promise<void> | undefined;
  private readonly changes: Emitter<undefined>;

  constructor(private readonly deps: Deps) {
    this.changes = new Emitter((error) => deps.log.error('A listener for moved branches failed.', error));
  }

  get current(): ReadonlyMap<TaskId, BaseMove> {
    return this.moves;
  }

  onDidChange(listener: () => void): Disposable {
    return this.changes.listen(listener);
  }

  /**
   * Looks at the tasks of these folders, absolute real paths, that could be updated. A call while it looks waits for
   * that and looks again. A task that can't be looked at, because its repository is gone say, is passed over.
   */
  look(folders: readonly string[]): Promise<void> {
    const before = this.looking;
    const looking = (before ?? Promise.resolve()).then(() => this.lookAt(folders));
    this.looking = looking;
    return looking;
  }

  private async lookAt(folders: readonly string[]): Promise<void> {
    const { store, baseMoves, log } = this.deps;
    const found = new Map<TaskId, BaseMove>();
    for (const view of store.current.values()) {
      if (whyNotUpdatable(view) === null && folders.some((folder) => isTaskOf(view, folder))) {
        try {
          const move = await baseMoves.look(view);
          if (move !== null) {
            found.set(view.task.id, move);
          }
        } catch (error) {
          if (!(error instanceof AppError)) {
            throw error;
          }
          log.warn(`Whether the branch of task ${view.task.id} has moved is not known: ${error.message}`);
        }
      }
    }
    const before = this.moves;
    this.moves = found;
    if (JSON.stringify([...before]) !== JSON.stringify([...found])) {
      this.changes.fire(undefined);
    }
  }
}
