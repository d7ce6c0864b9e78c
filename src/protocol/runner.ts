import * as z from 'zod';
import { Who } from './audit';
import { Decision, RunnerEvent } from './events';
import { ErrorData } from './errors';
import { HostRequest, HostResponse } from './host';
import { CallId, RequestId, TaskId } from './ids';
import { SecretValues } from './secrets';
import { MessageWhen, SideCommand } from './steering';
import { ModelRef, Task, Workspace } from './task';

/** All a runner needs for one task, but for credentials, which come in a command of their own. */
export const RunSpec = z.strictObject({
  v: z.literal(1),
  task: Task,
  workspace: Workspace,
  /** The task's folder in the data directory: `events.jsonl`, `output/`, the checkpoint index. */
  taskDir: z.string(),
  /** The owner's fencing token: a runner of an older owner must not append. */
  fence: z.int(),
});
export type RunSpec = z.infer<typeof RunSpec>;

const command = { id: z.string().min(1), taskId: TaskId };

/** What a runner is told. `start` on a task that has a journal resumes it. */
export const RunnerCommand = z.discriminatedUnion('type', [
  z.strictObject({ ...command, type: z.literal('start'), spec: RunSpec }),
  /** Send every journaled event after `sinceSeq` again. */
  z.strictObject({ ...command, type: z.literal('attach'), sinceSeq: z.int().min(0) }),
  /** `when` is `next` unless given; a message to a task that asks for words is its answer, unless it is to be queued. */
  z.strictObject({
    ...command,
    type: z.literal('message'),
    text: z.string().min(1).max(200_000),
    when: MessageWhen.optional(),
    by: Who.optional(),
  }),
  /** Takes back a message that is still queued. */
  SideCommand.options[0].extend(command),
  /** Asks something that does not enter the conversation; it is answered beside the work. */
  SideCommand.options[1].extend(command),
  SideCommand.options[2].extend(command),
  SideCommand.options[3].extend(command),
  SideCommand.options[4].extend(command),
  z.strictObject({
    ...command,
    type: z.literal('answer'),
    requestId: RequestId,
    decision: Decision,
    by: Who.optional(),
  }),
  /** End the current model request or command; the task goes on with what it is told next. */
  z.strictObject({ ...command, type: z.literal('interrupt') }),
  /** End the task and every process of it. */
  z.strictObject({ ...command, type: z.literal('stop') }),
  z.strictObject({ ...command, type: z.literal('host'), response: HostResponse }),
  /** The key for the address of this model. Held in memory only, never journaled. */
  z.strictObject({ ...command, type: z.literal('credentials'), model: ModelRef, apiKey: z.string().min(1) }),
  /** The task's secrets by name, in the place of those before. Held in memory only, never journaled. */
  z.strictObject({ ...command, type: z.literal('secrets'), values: SecretValues }),
  /** Ask this model from the next request on. Its key is held in memory only, never journaled. */
  z.strictObject({ ...command, type: z.literal('model'), model: ModelRef, apiKey: z.string().min(1).optional() }),
]);
export type RunnerCommand = z.infer<typeof RunnerCommand>;

/** What a runner sends. Only `event` is journaled; `delta` and `output` are live views of what the journal will hold. */
export const RunnerMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('event'), event: RunnerEvent }),
  z.strictObject({ kind: z.literal('delta'), taskId: TaskId, messageId: z.string(), text: z.string() }),
  /** Output of a call or check as it comes; `offset` is where `text` begins in the file, in bytes. */
  z.strictObject({
    kind: z.literal('output'),
    taskId: TaskId,
    callId: z.union([CallId, z.string()]),
    offset: z.int().min(0),
    text: z.string(),
  }),
  /** Asks whoever started the runner for what an editor has. */
  z.strictObject({ kind: z.literal('host'), taskId: TaskId, request: HostRequest }),
  /** The task is no longer run here: it is finished, or `error` says why it can't go on. */
  z.strictObject({ kind: z.literal('ended'), taskId: TaskId, error: ErrorData.optional() }),
]);
export type RunnerMessage = z.infer<typeof RunnerMessage>;

/** Sent to a runner in the place of a command: end every process of the tasks, keep their journals as they are, and exit. */
export const runnerExit = 'exit';
