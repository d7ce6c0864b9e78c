import * as z from 'zod';
import { AgentAsk } from './agents';
import { ErrorData } from './errors';
import { Usage } from './events';
import { CallId, ObjectName, TaskId } from './ids';
import { Problem } from './problems';

const Call = z.strictObject({ callId: CallId, tool: z.string(), input: z.string() });

const Message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('user'), text: z.string() }),
  z.strictObject({ role: z.literal('assistant'), text: z.string(), calls: z.array(Call) }),
  z.strictObject({
    role: z.literal('tool'),
    results: z.array(z.strictObject({ callId: CallId, tool: z.string(), text: z.string(), isError: z.boolean() })),
  }),
]);

const Tool = z.strictObject({
  name: z.string(),
  description: z.string(),
  inputSchema: z.record(z.string(), z.unknown()),
});

const ask = { askId: z.string() };

/** What an editor says of a file: of the task's own, and of the same one in the user's checkout. */
export const FileProblems = z.strictObject({
  path: z.string(),
  now: z.array(Problem),
  before: z.array(Problem),
});
export type FileProblems = z.infer<typeof FileProblems>;

/** What a runner asks of an editor, as only an editor has it: models that the person is signed in to, and problems. */
export const HostRequest = z.discriminatedUnion('kind', [
  z.strictObject({
    ...ask,
    kind: z.literal('model'),
    /** As VS Code names it: `vendor/id`. */
    name: z.string(),
    system: z.string(),
    messages: z.array(Message),
    tools: z.array(Tool),
    maxOutputTokens: z.int(),
  }),
  z.strictObject({
    ...ask,
    kind: z.literal('problems'),
    /** Absolute folders; without `before` the files have no earlier state. */
    folder: z.string(),
    before: z.string().optional(),
    paths: z.array(z.strictObject({ path: z.string(), oldPath: z.string() })),
  }),
  /** What only the process that has all tasks can do; it needs no editor. */
  z.strictObject({ ...ask, kind: z.literal('agents'), taskId: TaskId, ask: AgentAsk }),
  z.strictObject({ ...ask, kind: z.literal('cancel') }),
]);
export type HostRequest = z.infer<typeof HostRequest>;

/** Any number of `part`, the last of which is `end`; `problems`; or why there is none. `absent`: no window is open. */
export const HostResponse = z.discriminatedUnion('kind', [
  z.strictObject({
    ...ask,
    kind: z.literal('part'),
    part: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('text'), text: z.string() }),
      z.strictObject({ ...Call.shape, kind: z.literal('call') }),
      z.strictObject({
        kind: z.literal('end'),
        stop: z.enum(['end', 'tools', 'length', 'filter']),
        usage: Usage,
      }),
    ]),
  }),
  /** Files of which the editor knows nothing are left out. */
  z.strictObject({ ...ask, kind: z.literal('problems'), files: z.array(FileProblems) }),
  /** `tree` is what the asking agent's files become. */
  z.strictObject({ ...ask, kind: z.literal('agents'), text: z.string(), tree: ObjectName.optional() }),
  z.strictObject({ ...ask, kind: z.literal('failed'), error: ErrorData }),
  z.strictObject({ ...ask, kind: z.literal('absent') }),
]);
export type HostResponse = z.infer<typeof HostResponse>;
