import type { Cone } from '../../core/worktrees/cone';
import type { Git } from '../../core/worktrees/gitPorts';
import { forkedJournal } from '../../core/run/forkedJournal';
import { liveEvents } from '../../core/conversation/liveEvents';
import type { Clock, Ids } from '../../core/ports';
import { foldRun, initialRun } from '../../core/run/runReducer';
import type { TaskFiles } from '../../core/storePorts';
import { startingPointAt } from '../../core/run/startingPointAt';
import { slugOf, titleOf } from '../../core/labels/title';
import {
  type EntryBody,
  type EventBody,
  type RepoWorkspace,
  type RunnerEvent,
  Task,
  type TaskEntry,
  type TaskId,
  type TaskView,
} from '../../protocol';
import { pointOf } from './taskPoints';
import { taskRefs } from './taskRefs';

interface Deps {
  git: Pick<Git, 'updateRef' | 'changes' | 'coneOf'>;
  files: Pick<TaskFiles, 'create' | 'appendEvents'>;
  store: {
    append(taskId: TaskId, body: EntryBody): Promise<TaskEntry>;
    events(taskId: TaskId): readonly RunnerEvent[];
    get(taskId: TaskId): TaskView;
  };
  ids: Pick<Ids, 'taskId'>;
  clock: Pick<Clock, 'now'>;
}

/** New tasks that go on from a step of another one, in worktrees of their own. */
export class Forks {
  constructor(private readonly deps: Deps) {}

  /**
   * Records the task with the conversation up to the step, and starts nothing. `text` is what its agent is told next;
   * without it the agent goes on by itself. What it will have changed is counted from what the step's files were.
   */
  async create(view: TaskView, { seq, text }: { seq: number; text?: string | undefined }): Promise<TaskView> {
    const { git, files, store, ids, clock } = this.deps;
    const events = store.events(view.task.id);
    const { step, repo } = pointOf(view, events, seq);
    const { root } = repo;
    const base = startingPointAt(events, seq, repo);
    const { snapshot } = base;
    const commit = step.kept?.commit ?? snapshot;
    const cone = await this.coneOf(view, repo);
    const title = titleOf(`Fork of ${view.task.title}`);
    const task = Task.parse({
      ...view.task,
      after: undefined,
      adopted: undefined,
      ...{ id: ids.taskId(), title, slug: slugOf(title), place: 'worktree', createdAt: clock.now().toISOString() },
      forkedFrom: { taskId: view.task.id, seq, commit, base, ...(cone === null ? {} : { cone }) },
    });
    await files.create(task.id, view.task.id);
    await git.updateRef(root, taskRefs.snapshot(task.id), snapshot);
    await git.updateRef(root, taskRefs.checkpoint(task.id), commit);
    const live = liveEvents(events, seq);
    const bodies = forkedJournal(live);
    const { plan } = live.reduce(foldRun, initialRun);
    const changes = step.kept === null ? [] : await git.changes(root, snapshot, step.kept.tree);
    // Closes what was open at the step, so that the agent begins with a request.
    const here = { toSeq: bodies.length, what: 'both', checkpoint: step.kept, files: changes, plan } as const;
    const said: EventBody[] = text === undefined ? [] : [{ type: 'user.message', text, source: 'user' }];
    await files.appendEvents(task.id, [...bodies, { type: 'restored', ...here }, ...said], { fence: 0 });
    await store.append(task.id, { type: 'created', task });
    return store.get(task.id);
  }

  /** What the agent has looked at beyond its scope is what it goes on with. Null where it had all files. */
  private async coneOf({ app }: TaskView, repo: RepoWorkspace): Promise<Cone | null> {
    const began = app.workspace?.sparse;
    const discarded = app.landing.kind === 'discarded' ? app.landing.cone : undefined;
    const cone = began === undefined ? null : ((await this.deps.git.coneOf(repo)) ?? discarded ?? began);
    return cone?.includes('') === true ? null : cone;
  }
}
