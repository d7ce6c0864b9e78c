import * as z from 'zod';
import { ApprovalRequest } from './approvals';
import { BudgetRequest } from './budget';
import { ChainRequest } from './chains';
import { Receipt } from './changes';
import { CallId, RequestId } from './ids';
import { PlanRequest } from './planning';
import { SetupRequest } from './setup';
import { StalledRequest } from './stall';

const asked = [
  z.strictObject({
    kind: z.literal('question'),
    requestId: RequestId,
    callId: CallId,
    question: z.string(),
    options: z.array(z.string()),
  }),
  z.strictObject({ kind: z.literal('red-check'), requestId: RequestId, receipt: Receipt }),
  z.strictObject({ kind: z.literal('limit'), requestId: RequestId, turns: z.int() }),
  StalledRequest,
  BudgetRequest,
  PlanRequest,
  SetupRequest,
  /** Its model is reached through an editor, and none is open. */
  z.strictObject({ kind: z.literal('window'), requestId: RequestId }),
] as const;

/** What a person is asked beside approvals. */
export const QuestionRequest = z.discriminatedUnion('kind', asked);

/** What a waiting task waits for. */
export const Request = z.discriminatedUnion('kind', [ApprovalRequest, ...asked, ChainRequest]);
export type Request = z.infer<typeof Request>;
