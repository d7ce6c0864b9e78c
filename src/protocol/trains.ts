import * as z from 'zod';
import { Receipt } from './changes';
import { ErrorData } from './errors';
import { ObjectName, TaskId } from './ids';
import { StartingPoint } from './updates';

/** What an agent brings: all that `tree` differs in from the snapshot that the agent began with. */
export const Carriage = z.strictObject({
  taskId: TaskId,
  /** What distinguishes it: a model's name, a directive's title, the task's title. */
  label: z.string().min(1).max(200),
  snapshot: ObjectName,
  tree: ObjectName,
});
export type Carriage = z.infer<typeof Carriage>;

/** Two changes that do not merge, and the files in which they don't. */
const PairConflict = z.strictObject({ between: z.tuple([TaskId, TaskId]), paths: z.array(z.string()) });

/** Where a change does not merge; `line` is 1-based in what it was to be joined with, null for a whole file. */
export const ConflictPlace = z.strictObject({ path: z.string(), line: z.int().min(1).nullable() });
export type ConflictPlace = z.infer<typeof ConflictPlace>;

/** Results of several agents that are to become one, in the order in which they join. */
export const Train = z.strictObject({
  trainId: z.string().min(1).max(64),
  root: z.string().min(1),
  title: z.string().min(1).max(120),
  /** What they are joined onto. */
  base: StartingPoint,
  /** What has to exit with 0 on the joined files, in their order. Without any nothing is checked. */
  commands: z.array(z.string().min(1).max(20_000)).max(50),
  /** How often one agent is asked to mend what broke. */
  mostRounds: z.int().min(0).max(10),
  carriages: z.array(Carriage).min(1).max(200),
  conflicts: z.array(PairConflict),
});
export type Train = z.infer<typeof Train>;

/** Why an agent's change is not in the result. `with` names the agents that it does not go together with. */
export const LeftOutWhy = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('conflict'), with: z.array(TaskId), places: z.array(ConflictPlace) }),
  z.strictObject({ kind: z.literal('red'), with: z.array(TaskId), receipt: Receipt }),
  /** It failed, was stopped or discarded, or changed nothing when it was asked to mend. */
  z.strictObject({ kind: z.literal('gone'), said: z.string().max(500) }),
]);
export type LeftOutWhy = z.infer<typeof LeftOutWhy>;

/** What the checks came to on the files of these agents joined. */
export const TrainCheck = z.strictObject({
  taskIds: z.array(TaskId),
  tree: ObjectName,
  /** `red` has the receipt that is not green last; `conflict`: these can't be joined, so nothing ran. */
  verdict: z.enum(['green', 'red', 'conflict']),
  receipts: z.array(Receipt),
  /** The receipts are of an earlier run on exactly this tree. */
  isKnown: z.boolean(),
});
export type TrainCheck = z.infer<typeof TrainCheck>;

/** What of the result came from one agent. `tests` counts those that its change adds to test files. */
export const TrainShare = z.strictObject({
  taskId: TaskId,
  label: z.string(),
  files: z.int().min(0),
  added: z.int().min(0),
  removed: z.int().min(0),
  tests: z.int().min(0),
  /** What the agent's own checks came to last. */
  receipt: Receipt.optional(),
});
export type TrainShare = z.infer<typeof TrainShare>;

const ofTrain = { trainId: z.string() };

/** What the app records about joining. Each is written when it is so; `telling` and `making` before the act. */
export const trainEntries = [
  z.object({ type: z.literal('train.started'), train: Train }),
  z.object({ type: z.literal('train.checked'), ...ofTrain, check: TrainCheck }),
  /** All that is joined so far, green where there is a check. */
  z.object({ type: z.literal('train.joined'), ...ofTrain, taskIds: z.array(TaskId), tree: ObjectName }),
  z.object({ type: z.literal('train.left'), ...ofTrain, taskId: TaskId, why: LeftOutWhy }),
  /** The agent is about to be told what broke. Its message begins with `mark`, so its own journal says whether it was. */
  z.object({
    type: z.literal('train.telling'),
    ...ofTrain,
    taskId: TaskId,
    why: LeftOutWhy,
    mark: z.string().min(1).max(64),
    text: z.string().max(200_000),
    afterSeq: z.int().min(0),
    /** It gets the others' work into its worktree with that, and is told why there; else it gets a message. */
    onto: StartingPoint.optional(),
  }),
  /** It is in the agent's journal, as that event. */
  z.object({ type: z.literal('train.told'), ...ofTrain, taskId: TaskId, eventSeq: z.int().min(0) }),
  /** The agent is complete anew. */
  z.object({ type: z.literal('train.mended'), ...ofTrain, carriage: Carriage }),
  /** A person wants the result of what is joined, without waiting for others. */
  z.object({ type: z.literal('train.closed'), ...ofTrain }),
  /** The result is about to become a task whose files are those of `commit`. */
  z.object({ type: z.literal('train.making'), ...ofTrain, commit: ObjectName, shares: z.array(TrainShare) }),
  /** `taskId` is the task that holds the result; null where nothing could be joined. */
  z.object({ type: z.literal('train.done'), ...ofTrain, taskId: TaskId.nullable() }),
  z.object({ type: z.literal('train.failed'), ...ofTrain, error: ErrorData }),
  z.object({ type: z.literal('train.cancelled'), ...ofTrain }),
] as const;

export type TrainEntry = z.infer<(typeof trainEntries)[number]>;
