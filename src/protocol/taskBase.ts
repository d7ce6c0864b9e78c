import * as z from 'zod';
import { ObjectName, TaskId } from './ids';
import { MadeFrom } from './made';
import { StartingPoint } from './updates';

/** A branch, a tag or a commit, as a person writes it; looked up when the task begins. */
const RefBase = z.strictObject({ kind: z.literal('ref'), name: z.string().min(1).max(300) });

/** A pull request, or a merge request of GitLab, also of a fork. Without `remote` it is the one that is worked with. */
const PullBase = z.strictObject({
  kind: z.literal('pull'),
  number: z.int().min(1).max(1_000_000_000),
  remote: z.string().min(1).max(200).optional(),
});

/** What another task has come to when this one begins. */
const ResultBase = z.strictObject({ kind: z.literal('task'), taskId: TaskId });

/** What one of several repositories of a task starts from. */
export const MemberBase = z.discriminatedUnion('kind', [RefBase, PullBase, ResultBase]);
export type MemberBase = z.infer<typeof MemberBase>;

/** What a task starts from when that is not the checkout with all that is uncommitted in it. */
export const TaskBase = z.discriminatedUnion('kind', [
  RefBase,
  PullBase,
  ResultBase,
  /**
   * A snapshot that was taken before, whatever the checkout is by now. With `content` the worktree begins with the files of
   * that commit, which were put together of the results of `from`.
   */
  z.strictObject({
    kind: z.literal('point'),
    point: StartingPoint,
    content: ObjectName.optional(),
    /** The branch begins at `content`, with the commits that lead there from the snapshot, and not at the snapshot. */
    hasCommits: z.literal(true).optional(),
    from: z.array(MadeFrom).optional(),
  }),
]);
export type TaskBase = z.infer<typeof TaskBase>;
