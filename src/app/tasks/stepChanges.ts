import { TaskError } from '../../core/errors';
import { worktreeStates, type WorktreeState } from '../../core/review/worktreeStates';
import type { Git } from '../../core/worktrees/gitPorts';
import type { ChangesPart, FileChange, ObjectName, RunnerEvent, TaskId, TaskView } from '../../protocol';

interface Deps {
  git: Pick<Git, 'changes' | 'show'>;
  store: { events(taskId: TaskId): readonly RunnerEvent[] };
}

/** Two commits between which something happened. */
export interface CommitRange {
  from: ObjectName;
  to: ObjectName;
}

const mostKept = 2_000;

/** What a task changed step by step, from its checkpoints. */
export class StepChanges {
  /** Commits do not change, so what is between two of them is found out once. */
  private readonly kept = new Map<string, Promise<FileChange[]>>();

  constructor(private readonly deps: Deps) {}

  /** Empty before there is a worktree. */
  states({ task, app }: TaskView): WorktreeState[] {
    const repo = app.workspace?.repos[0];
    return repo === undefined ? [] : worktreeStates(this.deps.store.events(task.id), repo);
  }

  /** The files that a part changed. Throws `TaskError('not-possible-now')` for a step that is not there. */
  async files(view: TaskView, part: ChangesPart): Promise<FileChange[]> {
    const range = this.range(view, part);
    return range === null ? view.run.files : this.between(view, range);
  }

  /** Null for all of the change. */
  range(view: TaskView, part: ChangesPart): CommitRange | null {
    if (part.kind === 'all') {
      return null;
    }
    const states = this.states(view);
    const range = part.kind === 'step' ? this.ofStep(view, states, part.seq) : ofTurn(states);
    if (range === undefined) {
      throw new TaskError('not-possible-now', 'There is no such step of this task.');
    }
    return range;
  }

  private ofStep({ task }: TaskView, states: readonly WorktreeState[], seq: number): CommitRange | undefined {
    const to = states.findLast((state) => state.seq <= seq);
    if (to?.seq === seq) {
      return { from: (states[to.from ?? 0] ?? to).commit, to: to.commit };
    }
    // A step that left the files as they were made no state.
    const isKept = this.deps.store.events(task.id).some((event) => event.seq === seq && event.type === 'checkpoint');
    return to === undefined || !isKept ? undefined : { from: to.commit, to: to.commit };
  }

  between({ app }: TaskView, { from, to }: CommitRange): Promise<FileChange[]> {
    const root = app.workspace?.repos[0].root ?? '';
    const key = `${from} ${to}`;
    const known = this.kept.get(key) ?? this.deps.git.changes(root, from, to);
    this.kept.set(key, known);
    known.catch(() => this.kept.delete(key));
    [...this.kept.keys()].slice(0, -mostKept).forEach((old) => this.kept.delete(old));
    return known;
  }

  /** A file of a state of this task, as bytes; null where it is not there, or the commit is none of the task's. */
  async document(view: TaskView, at: string, path: string): Promise<Uint8Array | null> {
    const root = view.app.workspace?.repos[0].root;
    const state = this.states(view).find(({ commit }) => commit === at);
    return state === undefined || root === undefined ? null : this.deps.git.show(root, state.commit, path);
  }
}

/** From the last state that was not of the newest turn. */
function ofTurn(states: readonly WorktreeState[]): CommitRange | undefined {
  const to = states.at(-1);
  const from = states.findLast((state) => state.turn < (to?.turn ?? 0)) ?? states[0] ?? to;
  return to === undefined || from === undefined ? undefined : { from: from.commit, to: to.commit };
}
