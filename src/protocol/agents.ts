import * as z from 'zod';
import { CallId, ObjectName, TaskId } from './ids';

/** How many agents a task may start, those of its agents included, and how many one below the other. */
export const MayStart = z.strictObject({ depth: z.int().min(1).max(5), count: z.int().min(1).max(50) });
export type MayStart = z.infer<typeof MayStart>;

/** The call of another task that started this one. `root` is the task that a person started. */
export const StartedBy = z.strictObject({ taskId: TaskId, callId: CallId, root: TaskId, title: z.string() });
export type StartedBy = z.infer<typeof StartedBy>;

/** What an agent asks of others. */
export const AgentAsk = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('start'),
    callId: CallId,
    title: z.string(),
    prompt: z.string(),
    /** Folders and files that it is to keep to; all unless given. */
    scope: z.array(z.string()).optional(),
    /** The agent whose result it begins with; as the asking agent's files are unless given. */
    from: z.string().optional(),
  }),
  z.strictObject({ act: z.literal('message'), callId: CallId, agent: z.string(), text: z.string() }),
  z.strictObject({ act: z.literal('wait'), agent: z.string() }),
  /** Its result on the commit `onto`, which holds the asking agent's files as they are. */
  z.strictObject({ act: z.literal('take'), agent: z.string(), onto: ObjectName }),
]);
export type AgentAsk = z.infer<typeof AgentAsk>;
