import * as z from 'zod';
import { Amount, BudgetRequest } from './budget';
import { FileChange, Receipt, TestCounts } from './changes';
import { ErrorData } from './errors';
import { CallId, CheckId, ObjectName, RequestId, TaskId, Timestamp } from './ids';
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
  BudgetRequest,
]);
export type Request = z.infer<typeof Request>;

export const Outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('verified'), receipt: Receipt }),
  z.strictObject({ kind: z.literal('unverified') }),
  /** The user took the result although its check was red, or although a limit ended the work. */
  z.strictObject({ kind: z.literal('taken'), receipt: Receipt.optional() }),
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
  z.object({ type: z.literal('user.message'), text: z.string(), source: z.enum(['prompt', 'user', 'check']) }),
  z.object({ type: z.literal('answer'), requestId: RequestId, decision: Decision }),
  z.object({ type: z.literal('interrupted') }),
  z.object({
    type: z.literal('model.request'),
    turn: z.int().min(1),
    attempt: z.int().min(1),
    model: ModelRef,
    /** The most it may use, which counts in full unless `usage` or `unbilled` follows. */
    reserved: Amount.optional(),
  }),
  /** The request came to nothing that a provider charges for. */
  z.object({ type: z.literal('unbilled') }),
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
  z.object({ type: z.literal('retry'), attempt: z.int().min(1), delayMs: z.int().min(0), error: ErrorData }),
  z.object({ type: z.literal('approval.request'), request: Request.options[0] }),
  z.object({
    type: z.literal('question'),
    request: z.union([Request.options[1], Request.options[2], Request.options[3], BudgetRequest]),
  }),
  z.object({ type: z.literal('checkpoint'), commit: ObjectName, tree: ObjectName, turn: z.int().min(0) }),
  z.object({
    type: z.literal('usage'),
    usage: Usage,
    /** In millionths of a dollar, at the prices of then; absent where they were unknown. */
    cost: z.int().min(0).optional(),
    /** The provider counted nothing. */
    estimated: z.literal(true).optional(),
  }),
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
