import type { Estimate } from '../budget/estimate';
import type { Budget, TaskId, TaskMode } from '../../protocol';

/** What may be missing in a written task, or what agents do badly; the order is that in which they are shown. */
export const findingKinds = [
  'question',
  'architecture',
  'state-machine',
  'many-files',
  'several',
  'goal',
  'vague',
  'scope',
  'criteria',
  'check',
  'overlap',
  'cost',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** `start` and `end` are UTF-16 offsets of the words that it is about, `end` after the last of them. */
export interface TaskFinding {
  kind: FindingKind;
  start: number;
  end: number;
  /** The agent that works at the same files; only of `overlap`. */
  other?: RunningTask;
}

/** An agent at work, and the files that it has changed so far. */
export interface RunningTask {
  taskId: TaskId;
  title: string;
  /** Relative to the repository, with `/`. */
  files: readonly string[];
}

/** What is known beside the words. */
export interface LintFacts {
  mode: TaskMode;
  /** The command that will check the result; null: none. */
  check: string | null;
  /** Commands of the repository that could check it, the best first. */
  proposed: readonly string[];
  running: readonly RunningTask[];
  /** null: nothing is known of what it will use. */
  estimate: Estimate | null;
  budget: Budget | null;
}
