import * as z from 'zod';
import { MemberBase } from './taskBase';

/** A path below the folder that holds the repositories: names joined by `/`, none of them `.` or `..`. */
const PathBelow = z
  .string()
  .min(1)
  .max(1000)
  .refine((path) => path.split('/').every((name) => !['', '.', '..'].includes(name)));

/** One of several repositories of a task; its checkout is the entry of `Task.repos` after the first with the same index. */
const JoinedRepo = z.strictObject({
  /** Relative to the folder, and so in the task's directory. */
  path: PathBelow,
  /** Where its rules are, a file or a folder relative to the same folder; null: those of the folder itself. */
  rules: PathBelow.nullable(),
  /** As it is written: `Python`, `TypeScript`. It chooses the checks that are proposed. */
  language: z.string().min(1).max(100).nullable(),
  /** What the task starts from in it, where that is not its checkout as it is. */
  base: MemberBase.optional(),
});
export type JoinedRepo = z.infer<typeof JoinedRepo>;

/** Several repositories that one task works on, in the order in which they depend on each other: what others use first. */
export const Joined = z.strictObject({
  /** The real path of the folder that holds them all; it need not be a repository. */
  folder: z.string().min(1),
  members: z.array(JoinedRepo).min(1).max(20),
});
export type Joined = z.infer<typeof Joined>;
