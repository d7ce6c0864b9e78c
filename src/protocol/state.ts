import * as z from 'zod';
import { BudgetState } from './budget';
import { FileChange, Receipt, TestCounts } from './changes';
import { Applied } from './entries';
import { ErrorData } from './errors';
import { Outcome, Request, SandboxReport, ToolCall, Usage } from './events';
import { ObjectName } from './ids';
import { Task, Workspace } from './task';

/** A call that has no result yet. `asked` waits for `request`; `started` has its intent in the journal. */
export const OpenCall = z.strictObject({
  call: ToolCall,
  stage: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('proposed') }),
    z.strictObject({ kind: z.literal('asked'), requestId: z.string() }),
    z.strictObject({ kind: z.literal('allowed') }),
    z.strictObject({ kind: z.literal('denied'), note: z.string() }),
    z.strictObject({ kind: z.literal('replied'), text: z.string() }),
    z.strictObject({ kind: z.literal('started') }),
  ]),
});
export type OpenCall = z.infer<typeof OpenCall>;

/** What is going on now, for the step line. */
export const Progress = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('thinking'), turn: z.int() }),
  z.strictObject({ kind: z.literal('tool'), tool: z.string(), input: z.string(), counts: TestCounts.optional() }),
  z.strictObject({ kind: z.literal('checking'), command: z.string(), round: z.int(), counts: TestCounts.optional() }),
  z.strictObject({ kind: z.literal('retrying'), attempt: z.int(), delayMs: z.int(), error: ErrorData }),
]);
export type Progress = z.infer<typeof Progress>;

/**
 * The runner's journal, folded. `next` is what the loop does next when no call is open and no request waits:
 * `judge` looks at a red check, `conclude` writes the outcome.
 */
export const RunState = z.strictObject({
  seq: z.int().min(0),
  next: z.enum(['model', 'check', 'judge', 'conclude']),
  outcome: Outcome.nullable(),
  request: Request.nullable(),
  openCalls: z.array(OpenCall),
  finishClaimed: z.boolean(),
  /** The user ended the work by taking the result as it is. */
  taken: z.boolean(),
  /** The user wrote something that no model request has held yet. */
  unread: z.boolean(),
  /** The user ended what was going on; its open calls are closed before anything else is done. */
  interrupted: z.boolean(),
  /** Of the last model request. */
  turn: z.int().min(0),
  /** That request has no answer: it was lost, or is still being answered. Sent again it is the same turn. */
  isAsking: z.boolean(),
  /** Turns allowed beyond the task's limit, by answering `continue`. */
  extraTurns: z.int().min(0),
  round: z.int().min(0),
  openCheck: z.string().nullable(),
  receipt: Receipt.nullable(),
  checkTail: z.string(),
  progress: Progress.nullable(),
  sandbox: SandboxReport.nullable(),
  checkpoint: z.strictObject({ commit: ObjectName, tree: ObjectName }).nullable(),
  files: z.array(FileChange),
  usage: Usage,
  budget: BudgetState,
  requests: z.int().min(0),
  startedAt: z.string().nullable(),
  updatedAt: z.string().nullable(),
});
export type RunState = z.infer<typeof RunState>;

export const Landing = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** The intent was written, the result not: the checkout may or may not hold the change. */
  z.strictObject({ kind: z.literal('applying'), applied: Applied }),
  z.strictObject({ kind: z.literal('applied'), applied: Applied }),
  z.strictObject({ kind: z.literal('undoing'), applied: Applied }),
  z.strictObject({ kind: z.literal('discarding'), salvage: ObjectName.nullable() }),
  z.strictObject({
    kind: z.literal('discarded'),
    salvage: ObjectName.nullable(),
    at: z.string(),
    expired: z.boolean(),
  }),
]);
export type Landing = z.infer<typeof Landing>;

/** The app's journal, folded. */
export const AppState = z.strictObject({
  seq: z.int().min(0),
  stage: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('queued') }),
    z.strictObject({ kind: z.literal('preparing'), step: z.string() }),
    z.strictObject({ kind: z.literal('prepared') }),
    z.strictObject({ kind: z.literal('failed'), error: ErrorData, afterSeq: z.int() }),
    z.strictObject({ kind: z.literal('cancelled') }),
  ]),
  workspace: Workspace.nullable(),
  landing: Landing,
  fence: z.int().min(0),
  updatedAt: z.string(),
});
export type AppState = z.infer<typeof AppState>;

/** What the task is, as every surface shows it. */
export const TaskState = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('queued') }),
  z.strictObject({ kind: z.literal('preparing'), step: z.string() }),
  z.strictObject({ kind: z.literal('running'), progress: Progress.nullable() }),
  z.strictObject({ kind: z.literal('waiting'), request: Request }),
  z.strictObject({
    kind: z.literal('complete'),
    result: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('verified'), receipt: Receipt }),
      z.strictObject({ kind: z.literal('unverified') }),
      z.strictObject({ kind: z.literal('taken'), receipt: Receipt.optional() }),
    ]),
  }),
  z.strictObject({ kind: z.literal('failed'), error: ErrorData }),
  /** `interrupted`: no process works on it; it goes on when a window of its repository takes it up. */
  z.strictObject({ kind: z.literal('stopped'), by: z.enum(['user', 'interrupted']) }),
]);
export type TaskState = z.infer<typeof TaskState>;

/** One task with everything folded: what stores hold and panels are sent. */
export const TaskView = z.strictObject({
  task: Task,
  state: TaskState,
  app: AppState,
  run: RunState,
});
export type TaskView = z.infer<typeof TaskView>;
