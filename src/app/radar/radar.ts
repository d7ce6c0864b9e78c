import { Emitter } from '../../core/emitter';
import { AppError } from '../../core/errors';
import type { Disposable, Log } from '../../core/ports';
import { pairOverlaps } from '../../core/radar/pairOverlaps';
import type { RadarGit } from '../../core/radar/radarPorts';
import { type RadarSide, radarSides } from '../../core/radar/radarSides';
import type { Syntax } from '../../core/review/reviewPorts';
import type { OverlapWith, TaskId, TaskView } from '../../protocol';
import { RepoRadar } from './repoRadar';
import { isTaskOf } from '../tasks/taskFolders';
import { TaskQueue } from '../tasks/taskQueue';

interface Deps {
  store: { readonly current: ReadonlyMap<TaskId, TaskView> };
  git: RadarGit;
  /** Reads source files; no names are compared without it. */
  syntax?: Syntax;
  log: Log;
}

type Overlaps = ReadonlyMap<TaskId, readonly OverlapWith[]>;

/**
 * Where changes of agents meet, with one another and with the person's checkout, as it was when somebody last looked.
 * Derived from the journals and the files alone, so every process comes to the same; nothing of the repository is written.
 */
export class Radar {
  private readonly repositories = new Map<string, RepoRadar>();
  private readonly changes: Emitter<undefined>;
  private overlaps: Overlaps = new Map();
  private readonly looks = new TaskQueue<'look'>();

  constructor(private readonly deps: Deps) {
    this.changes = new Emitter((error) => deps.log.error('A listener for overlaps failed.', error));
  }

  /** Tasks that meet nothing are not there. */
  get current(): Overlaps {
    return this.overlaps;
  }

  onDidChange(listener: () => void): Disposable {
    return this.changes.listen(listener);
  }

  /**
   * Looks at the tasks of these folders, absolute real paths; a call while it looks waits for that and looks again.
   * `again`: files of the checkouts may have changed too. What can't be looked at is passed over and logged.
   */
  look(folders: readonly string[], checkout: 'again' | 'known' = 'again'): Promise<void> {
    return this.looks.run('look', () => this.lookAt(folders, checkout));
  }

  /** Removes what git made for it. */
  async dispose(): Promise<void> {
    await this.looks.run('look', async () => {
      await Promise.all([...this.repositories.values()].map((each) => each.forget()));
      this.repositories.clear();
    });
  }

  private async lookAt(folders: readonly string[], checkout: 'again' | 'known'): Promise<void> {
    const all = [...this.deps.store.current.values()];
    const views = all.filter((view) => folders.some((folder) => isTaskOf(view, folder)));
    const near = new Set(radarSides(views).map(({ worktree }) => worktree.commonDir));
    const byRepository = new Map<string, RadarSide[]>();
    // Another checkout of the same repository may be in no folder of this window.
    for (const side of radarSides(all).filter(({ worktree }) => near.has(worktree.commonDir))) {
      const { commonDir } = side.worktree;
      byRepository.set(commonDir, [...(byRepository.get(commonDir) ?? []), side]);
    }
    const found = new Map<TaskId, readonly OverlapWith[]>();
    for (const [commonDir, sides] of byRepository) {
      const overlaps =
        sides.length < 2 ? new Map<TaskId, OverlapWith[]>() : await this.lookIn(commonDir, sides, checkout);
      overlaps.forEach((each, taskId) => found.set(taskId, [...(found.get(taskId) ?? []), ...each]));
    }
    const before = this.overlaps;
    this.overlaps = found;
    if (JSON.stringify([...before]) !== JSON.stringify([...found])) {
      this.changes.fire(undefined);
    }
  }

  private async lookIn(
    commonDir: string,
    sides: readonly RadarSide[],
    checkout: 'again' | 'known',
  ): Promise<ReadonlyMap<TaskId, OverlapWith[]>> {
    const root = sides[0]?.root ?? '';
    const known = this.repositories.get(commonDir) ?? new RepoRadar(this.deps.git, root, this.deps.syntax);
    this.repositories.set(commonDir, known);
    try {
      return pairOverlaps(await known.look(sides, checkout));
    } catch (error) {
      if (!(error instanceof AppError)) {
        throw error;
      }
      this.deps.log.warn(`Where changes of agents in ${root} meet is not known: ${error.message}`);
      return new Map();
    }
  }
}
