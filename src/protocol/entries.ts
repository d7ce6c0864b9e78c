import * as z from 'zod';
import { chainEntries } from './chains';
import { FileChange } from './changes';
import { ErrorData } from './errors';
import { pullEntries } from './forges';
import { pullSetEntries } from './pullSets';
import { HandBack } from './handBack';
import { ObjectName, Timestamp } from './ids';
import { MarkEntry } from './marks';
import { landEntries } from './landings';
import { AppliedPart } from './parts';
import { Restore } from './restores';
import { PriorityEntry } from './scheduling';
import { ReviewEntry } from './reviewNotes';
import { LeftOut } from './salvage';
import { Task, Workspace } from './task';
import { Update } from './updates';

/** Both sides of an apply: what the checkout held (`before`) and holds afterwards, as commits that refs keep. */
export const Applied = z.strictObject({
  root: z.string(),
  before: ObjectName,
  after: ObjectName,
  /** The bytes and rights of the files before it, where git would not bring them back; a parent of `after`. */
  exact: ObjectName.optional(),
  files: z.array(FileChange),
  /** The commit that the checkout was on; absent in older journals. */
  head: ObjectName.nullable().optional(),
  /** What was taken, where it was not all of the change. */
  part: AppliedPart.optional(),
  /** The tree that the work had led to; absent in older journals. */
  result: ObjectName.optional(),
});
export type Applied = z.infer<typeof Applied>;

/** What the app records about a task. `*.intent` is written before the act, its result after it. */
export const EntryBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal('created'), task: Task }),
  /** A process took the task up. `fence` grows by one with each owner. */
  z.object({ type: z.literal('owned'), pid: z.int(), fence: z.int(), host: z.string() }),
  z.object({ type: z.literal('preparing'), step: z.string() }),
  z.object({ type: z.literal('prepared'), workspace: Workspace }),
  /** `afterSeq`: the last event, of a task whose journal begins with what it was made of; none: 0. */
  z.object({ type: z.literal('prepare.failed'), error: ErrorData, afterSeq: z.int().min(0).optional() }),
  /** The runner could not be started or was lost for good; `afterSeq` is the last event seen of it. */
  z.object({ type: z.literal('runner.failed'), error: ErrorData, afterSeq: z.int().min(0) }),
  /** Stopped before a runner had it. */
  z.object({ type: z.literal('cancelled') }),
  /** Taken up again after failed, stopped or cancelled. */
  z.object({ type: z.literal('retried') }),
  z.object({ type: z.literal('renamed'), title: z.string().min(1).max(120) }),
  ...MarkEntry.options,
  PriorityEntry,
  z.object({ type: z.literal('apply.intent'), applied: Applied }),
  z.object({ type: z.literal('applied') }),
  z.object({ type: z.literal('apply.failed'), error: ErrorData }),
  z.object({ type: z.literal('undo.intent') }),
  z.object({ type: z.literal('undone') }),
  z.object({ type: z.literal('undo.failed'), error: ErrorData }),
  z.object({ type: z.literal('handback.intent'), handBack: HandBack }),
  z.object({ type: z.literal('handback.done') }),
  z.object({ type: z.literal('handback.failed'), error: ErrorData }),
  /** `salvage` holds the last state of the worktree, tracked and untracked; null when there was no worktree yet. */
  z.object({
    type: z.literal('discard.intent'),
    salvage: ObjectName.nullable(),
    /** What of the worktree is in no salvage, because it is large or can be made again. */
    left: z.array(LeftOut).optional(),
    /** The folders that a worktree with a part of the files had by then. */
    cone: z.array(z.string()).optional(),
  }),
  z.object({ type: z.literal('discarded') }),
  /** The salvage was removed after its time: a discarded task can't be restored any more. */
  z.object({ type: z.literal('salvage.expired') }),
  z.object({ type: z.literal('restored'), workspace: Workspace }),
  /** The task is being taken back to a step; the runner's journal says so when its files are. */
  z.object({ type: z.literal('restore.intent'), restore: Restore }),
  z.object({ type: z.literal('restore.done') }),
  z.object({ type: z.literal('restore.failed'), error: ErrorData }),
  /** The base moved and the task goes along; the runner's journal says so when its files do. */
  z.object({ type: z.literal('update.intent'), update: Update }),
  z.object({ type: z.literal('update.done') }),
  z.object({ type: z.literal('update.failed'), error: ErrorData }),
  ...ReviewEntry.options,
  ...pullEntries,
  ...pullSetEntries,
  ...landEntries,
  ...chainEntries,
]);
export type EntryBody = z.infer<typeof EntryBody>;

/** A line of `task.jsonl`. */
export const TaskEntry = z.intersection(z.object({ v: z.literal(1), seq: z.int().min(1), at: Timestamp }), EntryBody);
export type TaskEntry = z.infer<typeof TaskEntry>;
