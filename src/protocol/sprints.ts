import * as z from 'zod';
import { Budget } from './budget';
import { TaskId } from './ids';
import { Task } from './task';

/** A part of one job. The globs of its scope say which files are its own. */
export const SprintPart = z.strictObject({
  title: z.string().min(1).max(80),
  scope: z.array(z.string().min(1).max(500)).min(1).max(50),
  /** What this part is asked for beside the whole job; may be empty. */
  directive: z.string().max(20_000),
});
export type SprintPart = z.infer<typeof SprintPart>;

export const mostParts = 32;

/** One job for several agents, as it was started: which task does which part, and what all have in common. */
export const SprintStart = z.strictObject({
  parts: z
    .array(z.strictObject({ ...SprintPart.shape, taskId: TaskId }))
    .min(1)
    .max(mostParts),
  task: Task,
  /** Of all together; null: each has its own budget only. */
  cap: Budget.nullable(),
});
export type SprintStart = z.infer<typeof SprintStart>;

export const sprintEntries = [
  /** Which tasks there will be; written before any of them is. */
  z.object({ type: z.literal('sprint.started'), start: SprintStart }),
  /** All of them are there. */
  z.object({ type: z.literal('sprint.made') }),
] as const;
