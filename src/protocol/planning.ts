import * as z from 'zod';
import { CallId, RequestId } from './ids';

/** What an agent may do: the whole work; a plan first, which a person approves, then the work; or reading and answering. */
export const TaskMode = z.enum(['work', 'plan', 'ask']);
export type TaskMode = z.infer<typeof TaskMode>;

export const maxPlan = 50_000;

/** The agent proposes a plan; the person edits and approves it, or says what is to be different. */
export const PlanRequest = z.strictObject({
  kind: z.literal('plan'),
  requestId: RequestId,
  callId: CallId,
  text: z.string(),
});

/** `text` is the plan that counts, as the person left it. */
export const PlanApproval = z.strictObject({ kind: z.literal('approve'), text: z.string().min(1).max(maxPlan) });
