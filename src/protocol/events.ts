import * as z from 'zod';
import { FileChange, Receipt, TestCounts } from './changes';
import { CoverageFigure, Weakening } from './checks';
import { Compacted } from './compaction';
import { ErrorData } from './errors';
import { CallId, CheckId, ObjectName, RequestId, TaskId, Timestamp } from './ids';
import { MapDrawn } from './repoMap';
import { RulesApplied, RulesLoaded } from './rules';
import { PlanApproval, PlanRequest } from './planning';
import { ModelRef } from './task';

export const ToolName = z.enum([
  'read_file',
  'list_files',
  'search',
  'edit_file',
  'write_file',
  'delete_file',
  'shell',
  'shell_network',
  'ask_user',
  'propose_plan',
  'finish',
]);
export type ToolName = z.infer<typeof ToolName>;

/** As the model sent it: `tool` may be unknown and `input` malformed JSON; both are answered with an error result. */
export const ToolCall = z.strictObject({ callId: CallId, tool: z.string().max(200), input: z.string() });
export type ToolCall = z.infer<typeof ToolCall>;

/** `command` is the task's own command (engine `command`); it is a call like any other, without a model. */
export const Effect = z.enum(['read', 'write', 'execute', 'interact']);
export type Effect = z.infer<typeof Effect>;

export const SandboxReport = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bubblewrap') }),
  /** `reason` says why commands are not sandboxed and `fix` what would change that. */
  z.strictObject({ kind: z.literal('none'), reason: z.string(), fix: z.string().optional() }),
]);
export type SandboxReport = z.infer<typeof SandboxReport>;

export const Decision = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('allow') }),
  z.strictObject({ kind: z.literal('deny'), note: z.string().max(10_000).optional() }),
  z.strictObject({ kind: z.literal('reply'), text: z.string().min(1).max(200_000) }),
  z.strictObject({ kind: z.literal('continue'), text: z.string().max(200_000).optional() }),
  PlanApproval,
  z.strictObject({ kind: z.literal('take') }),
  z.strictObject({ kind: z.literal('discard') }),
]);
export type Decision = z.infer<typeof Decision>;

/** What a waiting task waits for. An approval is bound to `digest`, the hash of exactly what will be done. */
export const Request = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('approval'),
    requestId: RequestId,
    callId: CallId,
    digest: z.string(),
    effect: z.enum(['command', 'network', 'file']),
    /** The command line; for `file` what would be done to which file, in words. */
    command: z.string(),
    facts: z.array(z.string()),
  }),
  z.strictObject({
    kind: z.literal('question'),
    requestId: RequestId,
    callId: CallId,
    question: z.string(),
    options: z.array(z.string()),
  }),
  z.strictObject({ kind: z.literal('red-check'), requestId: RequestId, receipt: Receipt }),
  z.strictObject({ kind: z.literal('limit'), requestId: RequestId, turns: z.int() }),
  PlanRequest,
]);
export type Request = z.infer<typeof Request>;

/** How many changes make the tests prove less; absent when there is none. */
const weakened = { weakened: z.int().min(1).optional() };

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
});
export type Usage = z.infer<typeof Usage>;

export const ToolOutcome = z.enum(['ok', 'error', 'denied', 'unknown']);
export type ToolOutcome = z.infer<typeof ToolOutcome>;

/** What a runner reports, without the envelope that the journal's writer adds. */
export const EventBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), sandbox: SandboxReport, resumed: z.boolean(), fence: z.int() }),
  z.object({
    type: z.literal('user.message'),
    text: z.string(),
    source: z.enum(['prompt', 'user', 'check']),
    /** The event that queued it, where it had waited. */
    queuedSeq: z.int().min(1).optional(),
  }),
  z.object({ type: z.literal('message.queued'), text: z.string() }),
  z.object({ type: z.literal('message.withdrawn'), queuedSeq: z.int().min(1) }),
  z.object({ type: z.literal('answer'), requestId: RequestId, decision: Decision }),
  z.object({ type: z.literal('interrupted') }),
  z.object({ type: z.literal('model.request'), turn: z.int().min(1), attempt: z.int().min(1), model: ModelRef }),
  z.object({ type: z.literal('message.start'), messageId: z.string() }),
  z.object({
    type: z.literal('message.end'),
    messageId: z.string(),
    text: z.string(),
    calls: z.array(ToolCall),
    stop: z.enum(['end', 'tools', 'length', 'filter']),
  }),
  z.object({ type: z.literal('tool.intent'), callId: CallId, tool: z.string(), input: z.string(), effect: Effect }),
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
  }),
  /** All changes since the snapshot, not only the last ones. */
  z.object({ type: z.literal('files.changed'), files: z.array(FileChange) }),
  z.object({ type: z.literal('tests.progress'), source: z.string(), counts: TestCounts }),
  z.object({
    type: z.literal('check.start'),
    checkId: CheckId,
    round: z.int().min(1),
    command: z.string(),
    tree: ObjectName,
  }),
  /** `tail` is the end of the output, as it is handed to the model when the check is red. */
  z.object({ type: z.literal('check.result'), checkId: CheckId, receipt: Receipt, tail: z.string() }),
  /** What the reports say that the checks write on the snapshot; a path without a report is absent. */
  z.object({ type: z.literal('coverage.before'), tree: ObjectName, coverage: z.array(CoverageFigure) }),
  /** All that makes the tests of this tree prove less than those of the snapshot. */
  z.object({ type: z.literal('tests.weakened'), tree: ObjectName, findings: z.array(Weakening) }),
  z.object({ type: z.literal('retry'), attempt: z.int().min(1), delayMs: z.int().min(0), error: ErrorData }),
  z.object({ type: z.literal('approval.request'), request: Request.options[0] }),
  z.object({
    type: z.literal('question'),
    request: z.union([Request.options[1], Request.options[2], Request.options[3], PlanRequest]),
  }),
  z.object({ type: z.literal('checkpoint'), commit: ObjectName, tree: ObjectName, turn: z.int().min(0) }),
  RulesLoaded,
  RulesApplied,
  MapDrawn,
  /** `chars` is how long the request and its answer were, to tell tokens from characters. */
  z.object({ type: z.literal('usage'), usage: Usage, chars: z.int().min(0).optional() }),
  /** The model is asked for a summary; `compacted` holds it. */
  z.object({ type: z.literal('compacting'), model: ModelRef }),
  Compacted,
  z.object({ type: z.literal('finished'), outcome: Outcome }),
]);
export type EventBody = z.infer<typeof EventBody>;

/** `v` is the version of the line's form, `seq` gapless from 1 within the task. `causeId` is the command it answers. */
export const EventEnvelope = z.object({
  v: z.literal(1),
  seq: z.int().min(1),
  taskId: TaskId,
  at: Timestamp,
  causeId: z.string().optional(),
});

/** A line of `events.jsonl`. */
export const RunnerEvent = z.intersection(EventEnvelope, EventBody);
export type RunnerEvent = z.infer<typeof RunnerEvent>;
export type EventOf<T extends EventBody['type']> = Extract<EventBody, { type: T }> & z.infer<typeof EventEnvelope>;
