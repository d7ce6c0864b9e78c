import type { Attachment, Budget, ModelRef, TaskBase, TaskMode, TaskSecretNames, ChainLink } from '../../protocol';
import type { TaskPlace } from './taskPlace';

/** What the person is filling in. */
export interface TaskForm extends TaskPlace {
  text: string;
  /** What of the text is to be written over. */
  selected?: { start: number; end: number } | undefined;
  /** Given along with the text. */
  attached: readonly Attachment[];
  /** null: still to be chosen. A command task has its command in `text`. */
  engine: { kind: 'model'; model: ModelRef } | { kind: 'command' } | null;
  mode: TaskMode;
  /** It works in the checkout itself; absent: in a worktree of its own. */
  isHere?: boolean;
  /** null: the checkout as it is. `shown` is how a line calls it. */
  base: { base: TaskBase; shown: string } | null;
  /** undefined: none. */
  secrets: TaskSecretNames | undefined;
  /** undefined: what the repository proposes; empty: no check. All of the commands have to be green. */
  verify: readonly string[] | undefined;
  /** Absent: a change. */
  purpose?: 'experiment' | 'refactor';
  /** What it begins after; absent: nothing. */
  after?: readonly ChainLink[];
  /** Absent: what the settings allow a task. */
  budget?: Budget;
}
