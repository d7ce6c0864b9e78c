import * as z from 'zod';
import { ApprovalPolicy, ApprovalRequest, CommandRule } from './approvals';
import { Who } from './audit';
import { Amount, PassedLimit } from './budget';
import { FileChange, Receipt, TestCounts, TestFailure } from './changes';
import { CoverageFigure, Weakening } from './checks';
import { Compacted } from './compaction';
import { ControlChanged, ControlSettled } from './control';
import { DependenciesCopied, DependenciesCopying, DependenciesShared } from './dependencies';
import { ErrorData } from './errors';
import { GuardChanged, GuardSettled, GuardTaken } from './guard';
import { CallId, CheckId, ObjectName, RequestId, TaskId, Timestamp } from './ids';
import { ImageRef } from './images';
import { RestoreWhat } from './restores';
import { Kept } from './kept';
import { NetworkUsed } from './network';
import { MapDrawn } from './repoMap';
import { RulesApplied, RulesLoaded } from './rules';
import { PlanApproval } from './planning';
import { OverlapsTold } from './overlaps';
import { PortsLeased, PortsListening } from './portBlock';
import { Diagnosed, Diagnosing, ProblemsBefore } from './problems';
import { QuestionRequest } from './requests';
import { SandboxReport } from './sandbox';
import { HeldEvent } from './scheduling';
import { SecretUsed, SecretWithheld } from './secrets';
import { SetupAlways, SetupPlanned, SetupResult, SetupStep } from './setup';
import { ModelRef } from './task';
import { Made } from './made';
import { TryoutAsked, TryoutDone } from './tryouts';
import { BaseChange, Updated, UpdateTried, UpdateTrying } from './updates';

export const ToolName = z.enum([
  'read_file',
  'list_files',
  'search',
  'edit_file',
  'apply_patch',
  'write_file',
  'delete_file',
  'shell',
  'shell_network',
  'ask_user',
  'propose_plan',
  'start_agent',
  'message_agent',
  'wait_for_agent',
  'take_agent',
  'finish',
]);
export type ToolName = z.infer<typeof ToolName>;

/** As the model sent it: `tool` may be unknown and `input` malformed JSON; both are answered with an error result. */
export const ToolCall = z.strictObject({ callId: CallId, tool: z.string().max(200), input: z.string() });
export type ToolCall = z.infer<typeof ToolCall>;

/** `command` is the task's own command (engine `command`); it is a call like any other, without a model. */
export const Effect = z.enum(['read', 'write', 'execute', 'interact']);
export type Effect = z.infer<typeof Effect>;

export const Decision = z.discriminatedUnion('kind', [
  /** With `remember` the rule is stored for the repository; it must be one that the request offers. */
  z.strictObject({
    kind: z.literal('allow'),
    remember: CommandRule.optional(),
    /** The hosts of the request may be reached again without a question, in the task or in each of the repository. */
    hosts: z.enum(['task', 'repository']).optional(),
  }),
  z.strictObject({ kind: z.literal('deny'), note: z.string().max(10_000).optional() }),
  z.strictObject({ kind: z.literal('reply'), text: z.string().min(1).max(200_000) }),
  z.strictObject({ kind: z.literal('continue'), text: z.string().max(200_000).optional() }),
  PlanApproval,
  SetupAlways,
  z.strictObject({ kind: z.literal('take') }),
  z.strictObject({ kind: z.literal('discard') }),
]);
export type Decision = z.infer<typeof Decision>;

/** How many changes make the tests prove less, and how many linters are silenced; absent when there is none. */
const weakened = { weakened: z.int().min(1).optional(), suppressed: z.int().min(1).optional() };

export const Outcome = z.discriminatedUnion('kind', [
  /** `receipts` holds one for each check where there are several, `receipt` the first of them. */
  z.strictObject({ kind: z.literal('verified'), receipt: Receipt, receipts: z.array(Receipt).optional(), ...weakened }),
  z.strictObject({ kind: z.literal('unverified'), ...weakened }),
  /** A task that only asks has its answer. */
  z.strictObject({ kind: z.literal('answered') }),
  /** The user took the result although its check was red, or although a limit ended the work. */
  z.strictObject({ kind: z.literal('taken'), receipt: Receipt.optional(), ...weakened }),
  z.strictObject({ kind: z.literal('failed'), error: ErrorData }),
  z.strictObject({ kind: z.literal('stopped') }),
]);
export type Outcome = z.infer<typeof Outcome>;

/** Tokens of one model request, as the provider counted them. `input` does not include cache reads and writes. */
export const Usage = z.strictObject({
  input: z.int().min(0),
  output: z.int().min(0),
  cacheRead: z.int().min(0),
  cacheWrite: z.int().min(0),
  /** The provider did not count: this is what it is taken for. */
  isEstimate: z.literal(true).optional(),
});
export type Usage = z.infer<typeof Usage>;

const requestUsage = {
  usage: Usage,
  /** In millionths of a dollar, at the prices of then; absent where they were unknown. */
  cost: z.int().min(0).optional(),
  /** How older journals marked what was not counted. */
  estimated: z.literal(true).optional(),
};

/** There is one mark of an estimate, in `usage`. */
function withOneMark<T extends { usage: Usage; estimated?: true | undefined }>({
  estimated,
  ...rest
}: T): Omit<T, 'estimated'> {
  return estimated === true ? { ...rest, usage: { ...rest.usage, isEstimate: true } } : rest;
}

/** What a request used. */
export const RequestUsage = z.strictObject(requestUsage).transform(withOneMark);
export type RequestUsage = z.infer<typeof RequestUsage>;

export const ToolOutcome = z.enum(['ok', 'error', 'denied', 'unknown']);
export type ToolOutcome = z.infer<typeof ToolOutcome>;

/** What a runner reports, without the envelope that the journal's writer adds. */
export const EventBody = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    sandbox: SandboxReport,
    /** What runs unasked; `sandbox` unless given. */
    approvals: ApprovalPolicy.optional(),
    resumed: z.boolean(),
    fence: z.int(),
  }),
  z.object({
    type: z.literal('user.message'),
    text: z.string(),
    source: z.enum(['prompt', 'user', 'check']),
    /** The event that queued it, where it had waited. */
    queuedSeq: z.int().min(1).optional(),
  }),
  z.object({ type: z.literal('message.queued'), text: z.string() }),
  z.object({ type: z.literal('message.withdrawn'), queuedSeq: z.int().min(1) }),
  z.object({ type: z.literal('message.moved'), queuedSeq: z.int().min(1), beforeSeq: z.int().min(1).nullable() }),
  z.object({ type: z.literal('message.reworded'), queuedSeq: z.int().min(1), text: z.string() }),
  /** A side question: neither it nor its answer is part of the conversation. */
  z.object({ type: z.literal('aside.asked'), text: z.string() }),
  z.object({
    type: z.literal('aside.answered'),
    askedSeq: z.int().min(1),
    text: z.string(),
    /** `text` says why there is no answer. */
    isFailed: z.literal(true).optional(),
    /** What was reserved for the request, and what it used instead of that. */
    settled: z.strictObject({ reserved: Amount, used: RequestUsage }).optional(),
  }),
  /** The model is asked on the side. What is reserved counts in full until `aside.answered` settles it. */
  z.object({ type: z.literal('aside.request'), askedSeq: z.int().min(1), reserved: Amount }),
  /** `by` is absent in older journals. */
  z.object({ type: z.literal('answer'), requestId: RequestId, decision: Decision, by: Who.optional() }),
  /** By a person; or because the minutes of the budget were used up, which `reached` says. */
  z.object({ type: z.literal('interrupted'), reached: PassedLimit.optional() }),
  z.object({
    type: z.literal('model.request'),
    turn: z.int().min(1),
    attempt: z.int().min(1),
    model: ModelRef,
    /** The most it may use, which counts in full unless `usage` or `unbilled` follows. */
    reserved: Amount.optional(),
  }),
  /** From the next request on this model is asked. */
  z.object({ type: z.literal('model.changed'), model: ModelRef }),
  /** The request came to nothing that a provider charges for. */
  z.object({ type: z.literal('unbilled') }),
  z.object({ type: z.literal('message.start'), messageId: z.string() }),
  z.object({
    type: z.literal('message.end'),
    messageId: z.string(),
    text: z.string(),
    calls: z.array(ToolCall),
    stop: z.enum(['end', 'tools', 'length', 'filter']),
    kept: Kept.optional(),
  }),
  z.object({
    type: z.literal('tool.intent'),
    callId: CallId,
    tool: z.string(),
    input: z.string(),
    effect: Effect,
    /** What let it run unasked although it would have been asked about. */
    allowedBy: z.string().optional(),
  }),
  /** Output was appended to the call's file in the task's `output` folder, which is now `bytes` long. */
  z.object({ type: z.literal('tool.output'), callId: CallId, bytes: z.int().min(0) }),
  z.object({
    type: z.literal('tool.result'),
    callId: CallId,
    tool: z.string(),
    outcome: ToolOutcome,
    /** The call could not even be read: no such tool, malformed JSON, wrong arguments. */
    invalid: z.literal(true).optional(),
    /** What the model is told. */
    text: z.string(),
    exitCode: z.int().nullable().optional(),
    durationMs: z.int().min(0).optional(),
    lines: z.strictObject({ added: z.int().min(0), removed: z.int().min(0) }).optional(),
    /** Shown to models that take images, beside `text`. */
    image: ImageRef.optional(),
  }),
  /** All changes since the snapshot, not only the last ones. */
  z.object({ type: z.literal('files.changed'), files: z.array(FileChange) }),
  z.object({
    type: z.literal('tests.progress'),
    source: z.string(),
    counts: TestCounts,
    failures: z.array(TestFailure).max(5).optional(),
  }),
  z.object({
    type: z.literal('check.start'),
    checkId: CheckId,
    round: z.int().min(1),
    command: z.string(),
    tree: ObjectName,
  }),
  /** What the reports say that the checks write on the snapshot; a path without a report is absent. */
  z.object({ type: z.literal('coverage.before'), tree: ObjectName, coverage: z.array(CoverageFigure) }),
  /** All that makes the tests of this tree prove less than those of the snapshot. */
  z.object({ type: z.literal('tests.weakened'), tree: ObjectName, findings: z.array(Weakening) }),
  /**
   * `tail` is the end of the output and `failed` what of it concerns the tests that failed, where a test runner was
   * recognised. When the check is red, the model is handed `failed`, or else `tail`.
   */
  z.object({
    type: z.literal('check.result'),
    checkId: CheckId,
    receipt: Receipt,
    tail: z.string(),
    failed: z.string().optional(),
  }),
  HeldEvent,
  z.object({ type: z.literal('retry'), attempt: z.int().min(1), delayMs: z.int().min(0), error: ErrorData }),
  z.object({ type: z.literal('approval.request'), request: ApprovalRequest }),
  z.object({ type: z.literal('question'), request: QuestionRequest }),
  /** `callId` is the call after which it was taken; `partial`: only the paths that the call wrote were looked at. */
  z.object({
    type: z.literal('checkpoint'),
    commit: ObjectName,
    tree: ObjectName,
    turn: z.int().min(0),
    callId: CallId.optional(),
    partial: z.literal(true).optional(),
  }),
  ControlChanged,
  ControlSettled,
  GuardTaken,
  GuardChanged,
  GuardSettled,
  Diagnosing,
  ProblemsBefore,
  Diagnosed,
  RulesLoaded,
  RulesApplied,
  MapDrawn,
  SetupPlanned,
  SetupStep,
  SetupResult,
  PortsLeased,
  PortsListening,
  SecretUsed,
  NetworkUsed,
  SecretWithheld,
  DependenciesCopying,
  DependenciesCopied,
  DependenciesShared,
  /** `chars` is how long the request and its answer were, to tell tokens from characters. */
  z.object({ type: z.literal('usage'), ...requestUsage, chars: z.int().min(0).optional() }).transform(withOneMark),
  /** The model is asked for a summary; `compacted` holds it. `reserved` is as in `model.request`. */
  z.object({ type: z.literal('compacting'), model: ModelRef, reserved: Amount.optional() }),
  Compacted,
  /** The task was taken back to the event `toSeq`, while it did not run; `files` are all changes since the snapshot. */
  z.object({
    type: z.literal('restored'),
    toSeq: z.int().min(1),
    what: RestoreWhat,
    checkpoint: z.strictObject({ commit: ObjectName, tree: ObjectName }).nullable(),
    files: z.array(FileChange),
    /** The plan that was approved by then; absent when the conversation stays. */
    plan: z.string().nullable().optional(),
    /** Not taken back but handed back, with what the person edited in the checkout: the paths. */
    edited: z.array(z.string()).optional(),
    /** The step was made on another base. */
    base: BaseChange.optional(),
  }),
  Updated,
  UpdateTrying,
  UpdateTried,
  OverlapsTold,
  Made,
  TryoutAsked,
  TryoutDone,
  z.object({ type: z.literal('finished'), outcome: Outcome }),
]);
export type EventBody = z.infer<typeof EventBody>;

/**
 * `v` is the version of the line's form, `seq` gapless from 1 within the task. `causeId` is the command it answers.
 * `sinceMs` is how long it is after the event before where the two times of the clock say something else.
 */
export const EventEnvelope = z.object({
  v: z.literal(1),
  seq: z.int().min(1),
  taskId: TaskId,
  at: Timestamp,
  sinceMs: z.int().min(0).optional(),
  causeId: z.string().optional(),
});

/** A line of `events.jsonl`. */
export const RunnerEvent = z.intersection(EventEnvelope, EventBody);
export type RunnerEvent = z.infer<typeof RunnerEvent>;
export type EventOf<T extends EventBody['type']> = Extract<EventBody, { type: T }> & z.infer<typeof EventEnvelope>;
