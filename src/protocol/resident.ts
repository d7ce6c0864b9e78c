import * as z from 'zod';
import { ErrorData } from './errors';
import { HostRequest, HostResponse } from './host';
import { Decision } from './events';
import { RequestId, TaskId } from './ids';
import { LandRequest, Resolved } from './landings';
import { ChosenPart } from './parts';
import { RestoreWhat } from './restores';
import { RunnerMessage } from './runner';
import { SecretName, SecretValues } from './secrets';
import { MessageWhen, SideCommand } from './steering';
import { ModelRef } from './task';
import { TryoutAsk } from './tryouts';
import { UpdateHow, UpdateOnto } from './updates';

const task = { taskId: TaskId };

/** An act on tasks that a window asks of the process that runs them. */
export const FleetCall = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('takeUp'), roots: z.array(z.string()) }),
  z.strictObject({ act: z.enum(['submit', 'stop', 'retry']), ...task }),
  z.strictObject({ act: z.enum(['bring', 'handBack', 'discard', 'restore']), ...task }),
  z.strictObject({
    act: z.literal('update'),
    ...task,
    how: UpdateHow,
    resolved: Resolved.optional(),
    onto: UpdateOnto.optional(),
  }),
  z.strictObject({ act: z.literal('tryOut'), ...task, ask: TryoutAsk }),
  z.strictObject({ act: z.literal('apply'), ...task, part: ChosenPart.optional(), resolved: Resolved.optional() }),
  z.strictObject({ act: z.literal('land'), ...task, request: LandRequest }),
  z.strictObject({ act: z.literal('undo'), ...task, how: z.strictObject({ revert: z.boolean() }).optional() }),
  z.strictObject({
    act: z.literal('message'),
    ...task,
    text: z.string().min(1).max(200_000),
    when: MessageWhen.optional(),
  }),
  z.strictObject({ act: z.literal('tell'), ...task, said: SideCommand }),
  z.strictObject({ act: z.literal('restoreTo'), ...task, toSeq: z.int().min(1), what: RestoreWhat }),
  z.strictObject({ act: z.literal('changeModel'), ...task, model: ModelRef }),
  z.strictObject({ act: z.literal('answer'), ...task, requestId: RequestId, decision: Decision }),
]);
export type FleetCall = z.infer<typeof FleetCall>;

/** What a window sends. `hello` comes first, with the token that stands in the resident's own record. */
export const ResidentRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), token: z.string() }),
  z.strictObject({ type: z.literal('call'), callId: z.string(), call: FleetCall }),
  /** The answer to `key.wanted`; null when this window has none. */
  z.strictObject({ type: z.literal('key'), wantId: z.string(), apiKey: z.string().nullable() }),
  /** The answer to `secrets.wanted`, with those that this window has. */
  z.strictObject({ type: z.literal('secrets'), wantId: z.string(), values: SecretValues }),
  z.strictObject({ type: z.literal('host'), response: HostResponse }),
  /** Let go of all tasks and end: another version takes over. */
  z.strictObject({ type: z.literal('retire') }),
]);
export type ResidentRequest = z.infer<typeof ResidentRequest>;

/** What the resident sends. Events are not sent: windows read the journals, which lose none. */
export const ResidentMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('welcome'), version: z.string() }),
  z.strictObject({ type: z.literal('done'), callId: z.string(), error: ErrorData.optional() }),
  z.strictObject({ type: z.literal('live'), message: z.union([RunnerMessage.options[1], RunnerMessage.options[2]]) }),
  z.strictObject({ type: z.literal('host'), request: HostRequest }),
  z.strictObject({ type: z.literal('key.wanted'), wantId: z.string(), model: ModelRef }),
  z.strictObject({
    type: z.literal('secrets.wanted'),
    wantId: z.string(),
    names: z.array(SecretName),
    root: z.string(),
  }),
]);
export type ResidentMessage = z.infer<typeof ResidentMessage>;

/** `resident.json` in the data directory, for the user alone: where the process listens and what it wants to hear. */
export const ResidentRecord = z.strictObject({
  pid: z.int().min(1),
  address: z.string().min(1),
  token: z.string().min(32),
});
export type ResidentRecord = z.infer<typeof ResidentRecord>;
