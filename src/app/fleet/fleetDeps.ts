import type { FoldGit } from '../../core/train/foldPorts';
import type { HostAnswers } from '../../core/hostPorts';
import type { Clock, Ids, Log } from '../../core/ports';
import type { Launcher } from '../../core/runnerPorts';
import type { SecretSource } from '../../core/secrets/secretPorts';
import type { ScheduleFiles } from '../../core/scheduling/schedulePorts';
import type { TaskFiles } from '../../core/storePorts';
import type {
  ChosenPart,
  LandRequest,
  ModelRef,
  Resolved,
  RestoreWhat,
  Task,
  TaskView,
  UpdateHow,
  UpdateOnto,
  Who,
  Workspace,
} from '../../protocol';
import type { TaskStore } from '../tasks/taskStore';

/** What runs need of `Workspaces`. */
interface RunWorkspaces {
  prepare(task: Task, options: { signal: AbortSignal; onStep(step: string): void }): Promise<Workspace>;
  discard(view: TaskView): Promise<void>;
  restore(view: TaskView): Promise<void>;
  commitResult(view: TaskView): Promise<void>;
}

/** What runs need of `Reviews`. */
interface RunReviews {
  apply(view: TaskView, part?: ChosenPart, resolved?: Resolved): Promise<void>;
  bring(view: TaskView): Promise<void>;
  undo(view: TaskView, how?: { revert: boolean }): Promise<void>;
  /** Finishes or takes back what a crash left half done. */
  recover(view: TaskView): Promise<void>;
}

/** What runs need of `Landings`. */
interface RunLandings {
  land(view: TaskView, request: LandRequest): Promise<void>;
  undo(view: TaskView, how?: { revert: boolean }): Promise<void>;
  /** Finishes or takes back what a crash left half done. */
  recover(view: TaskView): Promise<void>;
}

/** What runs need of `Restores`. */
interface RunRestores {
  restoreTo(view: TaskView, point: { toSeq: number; what: RestoreWhat }, fence: number): Promise<void>;
  /** Finishes what a crash left half done. */
  recover(view: TaskView, fence: number): Promise<void>;
}

/** What runs need of `HandBacks`. */
interface RunHandBacks {
  handBack(view: TaskView, fence: number): Promise<void>;
  /** Finishes what a crash left half done. */
  recover(view: TaskView, fence: number): Promise<void>;
}

/** What runs need of `Updates`. */
interface RunUpdates {
  update(
    view: TaskView,
    then: Exclude<UpdateHow, 'try'>,
    how: { fence: number; resolved?: Resolved | undefined; onto?: UpdateOnto | undefined },
  ): Promise<'run' | 'done'>;
  try(view: TaskView, fence: number): Promise<'run'>;
  /** Finishes what a crash left half done. */
  recover(view: TaskView, fence: number): Promise<void>;
}

export interface FleetDeps {
  git: Pick<FoldGit, 'fold'>;
  store: TaskStore;
  workspaces: RunWorkspaces;
  reviews: RunReviews;
  landings: RunLandings;
  restores: RunRestores;
  handBacks: RunHandBacks;
  updates: RunUpdates;
  /** Whether the branch holds all of a task's change, whoever brought it there. */
  isInBranch: (view: TaskView) => Promise<boolean>;
  files: TaskFiles;
  launcher: Launcher;
  host: HostAnswers;
  /** The key for a model; undefined when there is none. It is handed to the runner and kept nowhere. */
  credentials: (model: ModelRef) => Promise<string | undefined>;
  /** The values of secrets that tasks name. */
  secrets: SecretSource;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** Where the people of this process are, for the record of who answered. */
  surface: Exclude<Who, 'policy'>;
  /** What the processes of the data directory know of each other's places; by itself unless it is given. */
  schedule?: ScheduleFiles;
  /** Tasks that run at once where no window has said how many; those that wait for a person don't count. */
  maxRunning: number | null;
}
