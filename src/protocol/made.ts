import * as z from 'zod';
import { FileChange } from './changes';
import { ObjectName, TaskId } from './ids';

/** A task whose result is part of another one's files. `label` is what distinguishes it there: a model, a directive. */
export const MadeFrom = z.strictObject({ taskId: TaskId, label: z.string().min(1).max(200) });
export type MadeFrom = z.infer<typeof MadeFrom>;

/** The worktree began with files that were put together of others' results; `files` are all changes since the snapshot. */
export const Made = z.object({
  type: z.literal('made'),
  from: z.array(MadeFrom),
  checkpoint: z.strictObject({ commit: ObjectName, tree: ObjectName }),
  files: z.array(FileChange),
});
export type Made = z.infer<typeof Made>;
