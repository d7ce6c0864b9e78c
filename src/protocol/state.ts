import * as z from 'zod';
import { BudgetState } from './budget';
import { ChainState } from './chains';
import { FileChange, Receipt, TestCounts } from './changes';
import { CoverageFigure, Weakening } from './checks';
import { ControlState } from './control';
import { Copying } from './dependencies';
import { Applied } from './entries';
import { PullState } from './forges';
import { PullSetState } from './pullSets';
import { GuardState } from './guard';
import { HandBack } from './handBack';
import { ErrorData } from './errors';
import { Outcome, ToolCall, Usage } from './events';
import { ObjectName } from './ids';
import { TaskMarks } from './marks';
import { Landed } from './landings';
import { ToldOverlap } from './overlaps';
import { PortBlock } from './portBlock';
import { Request } from './requests';
import { Restore } from './restores';
import { ReviewState } from './reviewNotes';
import { LeftOut } from './salvage';
import { Hold, Priority, QueuedWhy } from './scheduling';
import { SandboxReport } from './sandbox';
import { QueuedMessage } from './steering';
import { SetupState } from './setup';
import { Course } from './stall';
import { Carried, ModelRef, Task, Workspace } from './task';
import { Update, UpdateTrial } from './updates';
import { TryoutAsk } from './tryouts';

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
  z.strictObject({
    kind: z.literal('setup'),
    of: z.enum(['setup', 'install']),
    step: z.int(),
    steps: z.int(),
    command: z.string(),
  }),
  z.strictObject({ kind: z.literal('compacting') }),
  z.strictObject({ kind: z.literal('copying'), ...Copying.shape }),
  z.strictObject({ kind: z.literal('diagnosing') }),
  z.strictObject({ kind: z.literal('held'), hold: Hold }),
  z.strictObject({ kind: z.literal('retrying'), attempt: z.int(), delayMs: z.int(), error: ErrorData }),
]);
export type Progress = z.infer<typeof Progress>;

/** Commands on another commit, beside the work. */
const Tryout = z.strictObject({ ...TryoutAsk.shape, receipts: z.array(Receipt).nullable() });

/**
 * The runner's journal, folded. `next` is what the loop does next when no call is open and no request waits:
 * `judge` looks at a red check, `conclude` writes the outcome.
 */
export const RunState = z.strictObject({
  seq: z.int().min(0),
  next: z.enum(['model', 'check', 'judge', 'conclude']),
  outcome: Outcome.nullable(),
  request: Request.nullable(),
  /** When it was asked. */
  requestedAt: z.string().nullable().default(null),
  openCalls: z.array(OpenCall),
  finishClaimed: z.boolean(),
  /** As a person approved it. */
  plan: z.string().nullable(),
  /** The user ended the work by taking the result as it is. */
  taken: z.boolean(),
  /** The user wrote something that no model request has held yet. */
  unread: z.boolean(),
  /** What the user wrote for when the agent would finish, oldest first. */
  queued: z.array(QueuedMessage),
  /** Where others change the same, as far as the agent was told. */
  toldOverlaps: z.array(ToldOverlap).default([]),
  /** Side questions without an answer. */
  asides: z.array(QueuedMessage),
  /** The user ended what was going on; its open calls are closed before anything else is done. */
  interrupted: z.boolean(),
  /** The interruption was that the minutes of a budget were used up: then a person is asked whatever comes next. */
  timeIsUp: z.boolean().default(false),
  /** Of the last model request. */
  turn: z.int().min(0),
  /** That request has no answer: it was lost, or is still being answered. Sent again it is the same turn. */
  isAsking: z.boolean(),
  /** Turns allowed beyond the task's limit, by answering `continue`. */
  extraTurns: z.int().min(0),
  round: z.int().min(0),
  openCheck: z.string().nullable(),
  /** A red check is for a person first: the base moved, not the agent. Until the model is asked again. */
  asksWhenRed: z.boolean().default(false),
  trial: UpdateTrial.nullable().default(null),
  /** The last; `receipts` are null while it goes on. */
  tryout: Tryout.nullable().default(null),
  /** Files that an update left with conflicts, for the agent to resolve; a result must have no marks of them. */
  resolving: z.array(z.string()).default([]),
  receipt: Receipt.nullable(),
  /** Of the checks since the agent last said that it is done. */
  receipts: z.array(Receipt),
  coverageBefore: z.array(CoverageFigure).nullable(),
  weakened: z.array(Weakening),
  /** What of the last check's output the model is handed when it is red. */
  checkTail: z.string(),
  progress: Progress.nullable(),
  /** What is going on waits for this. */
  copying: Copying.nullable().default(null),
  /** Dependencies that its commands see instead of a copy; absent: none. */
  shared: z.array(Carried).optional(),
  sandbox: SandboxReport.nullable(),
  checkpoint: z.strictObject({ commit: ObjectName, tree: ObjectName }).nullable(),
  /** Something may have changed files since the last checkpoint. */
  unkept: z.boolean(),
  /** Something may have changed files since all of them were last looked at. */
  unscanned: z.boolean(),
  /** Files have changed since problems in them were last looked for. */
  undiagnosed: z.boolean().default(false),
  files: z.array(FileChange),
  /** Why no model is asked. */
  held: Hold.nullable().default(null),
  control: ControlState.nullable().default(null),
  guard: GuardState.nullable().default(null),
  course: Course,
  setup: SetupState.default({ pending: [], decision: null, isRunning: false, hasFailed: false }),
  /** Hosts that commands may reach without a question. */
  allowedHosts: z.array(z.string()).default([]),
  ports: PortBlock.nullable().default(null),
  /** Ports of the task at which something answers. */
  listening: z.array(z.int()).default([]),
  /** When each secret was last handed to a command. */
  usedSecrets: z.record(z.string(), z.string()).default({}),
  /** Changed files that are in no checkpoint, because they hold a secret. */
  withheld: z.array(z.string()).default([]),
  usage: Usage,
  budget: BudgetState,
  requests: z.int().min(0),
  /** The model that the task was changed to; null while it is the one it was made with. */
  model: ModelRef.nullable().default(null),
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
  z.strictObject({ kind: z.literal('handing'), applied: Applied, handBack: HandBack }),
  /** `applied`: the change was in the files before, and is again when the landing is undone. */
  z.strictObject({ kind: z.literal('landing'), landed: Landed, applied: Applied.nullable() }),
  z.strictObject({ kind: z.literal('landed'), landed: Landed, applied: Applied.nullable() }),
  z.strictObject({ kind: z.literal('unlanding'), landed: Landed, applied: Applied.nullable(), revert: z.boolean() }),
  z.strictObject({
    kind: z.literal('discarding'),
    salvage: ObjectName.nullable(),
    left: z.array(LeftOut).optional(),
    cone: z.array(z.string()).optional(),
  }),
  z.strictObject({
    kind: z.literal('discarded'),
    salvage: ObjectName.nullable(),
    at: z.string(),
    expired: z.boolean(),
    /** What of the worktree a restore does not bring back; absent when there is nothing. */
    left: z.array(LeftOut).optional(),
    /** The folders that it has when it is restored; absent: all files. */
    cone: z.array(z.string()).optional(),
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
  /** Applies of parts that lie below the one in `landing`, the oldest first: each is undone after those on top of it. */
  earlier: z.array(Applied).default([]),
  /** The intent was written, the result not: the files may or may not be those of the step. */
  restoring: Restore.nullable(),
  /** As with `restoring`, between the files of the old base and those of the new one. */
  updating: Update.nullable().default(null),
  review: ReviewState.default({ hunks: [], comments: [], reviewed: [], sending: null }),
  marks: TaskMarks.default({ archived: false, pinned: false, color: null }),
  priority: Priority.default('normal'),
  chain: ChainState.default({ links: [], broken: null, begun: null }),
  /** The pull request that was made of the result. */
  pull: PullState.nullable().default(null),
  /** Those of a task of several repositories. */
  pullSet: PullSetState.nullable().default(null),
  fence: z.int().min(0),
  updatedAt: z.string(),
});
export type AppState = z.infer<typeof AppState>;

/** What the task is, as every surface shows it. */
export const TaskState = z.discriminatedUnion('kind', [
  /** `why` where it is known. */
  z.strictObject({ kind: z.literal('queued'), why: QueuedWhy.optional() }),
  z.strictObject({ kind: z.literal('preparing'), step: z.string() }),
  z.strictObject({ kind: z.literal('running'), progress: Progress.nullable() }),
  z.strictObject({ kind: z.literal('waiting'), request: Request }),
  z.strictObject({
    kind: z.literal('complete'),
    result: z.discriminatedUnion('kind', [
      Outcome.options[0],
      Outcome.options[1],
      Outcome.options[2],
      Outcome.options[3],
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
