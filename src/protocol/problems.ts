import * as z from 'zod';
import { CallId, ObjectName } from './ids';

/** Something that a compiler, a linter or the editor says of a file. `line` and `column` are from 1. */
export const Problem = z.strictObject({
  /** Relative to the repository. */
  path: z.string(),
  line: z.int().min(1),
  column: z.int().min(1).optional(),
  severity: z.enum(['error', 'warning']),
  /** The name of the rule or the number of the error, where there is one. */
  code: z.string().optional(),
  message: z.string(),
});
export type Problem = z.infer<typeof Problem>;

/** Problems of the files that a task changes, as its agent is told them. */
export const Diagnostics = z.strictObject({
  /** The least that is told. */
  least: z.enum(['error', 'warning']),
  /** Run when a file that fits the glob has changed. */
  commands: z.array(z.strictObject({ glob: z.string().min(1).max(1000), command: z.string().min(1).max(20_000) })),
});
export type Diagnostics = z.infer<typeof Diagnostics>;

/** Problems are being looked for in the files of `tree`, by the editor where there is one and by these commands. */
export const Diagnosing = z.object({ type: z.literal('diagnosing'), tree: ObjectName, commands: z.array(z.string()) });

/**
 * What a command says of the snapshot, or in the user's own checkout before the first change: problems that it has there
 * are none of the task's.
 */
export const ProblemsBefore = z.object({
  type: z.literal('problems.before'),
  command: z.string(),
  problems: z.array(Problem),
  /** There are more, or the command could not be read, so nothing can be told from it. */
  isPartial: z.literal(true).optional(),
  /** It is the editor that says it, and only of these files. */
  files: z.array(z.string()).optional(),
});
export type ProblemsBefore = z.infer<typeof ProblemsBefore>;

/** What was found and told: a problem is told once. */
export const Diagnosed = z.object({
  type: z.literal('diagnosed'),
  tree: ObjectName,
  /** With its result the model is told `text`; absent when the model called nothing. */
  callId: CallId.optional(),
  problems: z.array(Problem),
  /** New ones beside those that were told. */
  more: z.int().min(0),
  /** Who answered: `editor`, and commands. */
  sources: z.array(z.string()),
  /** Commands whose output could not be read. */
  unread: z.array(z.string()),
  /** What the model is told; empty without problems. */
  text: z.string(),
});
