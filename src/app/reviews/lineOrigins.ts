import { TaskError } from '../../core/errors';
import { lineBefore } from '../../core/review/lineBefore';
import { type StepFacts, stepFacts } from '../../core/review/stepFacts';
import type { WorktreeState } from '../../core/review/worktreeStates';
import { resultTree } from '../../core/run/result';
import type { Translate } from '../../core/translate';
import type { Git } from '../../core/worktrees/gitPorts';
import type { FileChange, RunnerEvent, TaskId, TaskView } from '../../protocol';
import type { StepChanges } from '../tasks/stepChanges';

interface Deps {
  git: Pick<Git, 'show' | 'treeOf'>;
  store: { events(taskId: TaskId): readonly RunnerEvent[] };
  steps: StepChanges;
}

/** Where a line comes from. */
export interface LineOrigin {
  /** `start`: it was there before the task began. */
  cause: WorktreeState['cause'];
  facts: StepFacts;
  at: string | null;
  turn: number;
  /** The event of the state that has the line first. */
  seq: number;
  /** Where the line stood then. */
  path: string;
  line: number;
  /** What the line says. */
  text: string;
}

interface Place {
  path: string;
  line: number;
}

const mostBytes = 2_000_000;

/** Follows lines of a task's result back through its checkpoints to the step that wrote them. */
export class LineOrigins {
  constructor(private readonly deps: Deps) {}

  /** `line` counts from 1 in the result. Throws `TaskError('not-possible-now')` where there is no such line. */
  async explain(view: TaskView, { path, line }: Place, t: Translate): Promise<LineOrigin> {
    const { steps, store } = this.deps;
    const states = steps.states(view);
    const index = await this.resultIn(view, states);
    const text = (await this.text(view, states[index], path))?.split('\n')[line - 1]?.replace(/\r$/, '');
    if (text === undefined) {
      throw new TaskError('not-possible-now', t('There is no line {0} of {1} in the result of this task.', line, path));
    }
    const found = await this.follow(view, states, { index, path, line });
    const { cause = 'start', at = null, turn = 0, seq = 0 } = states[found.index] ?? {};
    const facts = stepFacts(store.events(view.task.id), { states, index: found.index }, t);
    return { cause, facts, at, turn, seq, path: found.path, line: found.line, text };
  }

  /** The state that is reviewed: the newest that holds the result's files. */
  private async resultIn(view: TaskView, states: readonly WorktreeState[]): Promise<number> {
    const root = view.app.workspace?.repos[0].root;
    const tree = resultTree(view);
    for (let at = states.length - 1; at > 0 && tree !== null && root !== undefined; at -= 1) {
      const state = states[at];
      if (state !== undefined && (await this.deps.git.treeOf(root, state.commit)) === tree) {
        return at;
      }
    }
    return Math.max(0, states.length - 1);
  }

  private async follow(
    view: TaskView,
    states: readonly WorktreeState[],
    place: Place & { index: number },
  ): Promise<Place & { index: number }> {
    let [here, from] = [place, states[place.index]?.from ?? null];
    while (from !== null) {
      const before = await this.placeBefore(view, here, { now: states[here.index], old: states[from] });
      if (before === null) {
        return here;
      }
      here = { ...before, index: from };
      from = states[from]?.from ?? null;
    }
    return here;
  }

  /** Null where the line came with `now`. */
  private async placeBefore(
    view: TaskView,
    { path, line }: Place,
    { now, old }: { now: WorktreeState | undefined; old: WorktreeState | undefined },
  ): Promise<Place | null> {
    if (now === undefined || old === undefined) {
      return null;
    }
    const files = await this.deps.steps.between(view, { from: old.commit, to: now.commit });
    const change: FileChange | undefined = files.find((file) => file.path === path);
    if (change === undefined) {
      return { path, line };
    }
    const oldPath = change.oldPath ?? path;
    const [before, after] = [await this.text(view, old, oldPath), await this.text(view, now, path)];
    const moved = before === null || after === null ? null : lineBefore(before, after, line);
    return moved === null ? null : { path: oldPath, line: moved };
  }

  /** Null for what is not there, no text, or too large to look for lines in. */
  private async text({ app }: TaskView, state: WorktreeState | undefined, path: string): Promise<string | null> {
    const root = app.workspace?.repos[0].root;
    const bytes = state === undefined || root === undefined ? null : await this.deps.git.show(root, state.commit, path);
    return bytes === null || bytes.length > mostBytes || bytes.includes(0) ? null : new TextDecoder().decode(bytes);
  }
}
