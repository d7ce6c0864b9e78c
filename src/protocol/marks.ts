import * as z from 'zod';

/** What a person may give a task to know it by; a surface takes the theme's colour of that name. */
export const TaskColor = z.enum(['red', 'orange', 'yellow', 'green', 'blue', 'purple']);
export type TaskColor = z.infer<typeof TaskColor>;

/** How a person put a task in order. */
export const TaskMarks = z.strictObject({
  archived: z.boolean(),
  pinned: z.boolean(),
  color: TaskColor.nullable(),
});
export type TaskMarks = z.infer<typeof TaskMarks>;

/** Written by any process, since it changes nothing of the work. */
export const MarkEntry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('archived') }),
  z.object({ type: z.literal('unarchived') }),
  z.object({ type: z.literal('pinned') }),
  z.object({ type: z.literal('unpinned') }),
  z.object({ type: z.literal('colored'), color: TaskColor.nullable() }),
]);
export type MarkEntry = z.infer<typeof MarkEntry>;

/** What a person can do to put a task in order. */
export const MarkAction = z.enum(['rename', 'pin', 'unpin', 'color', 'archive', 'unarchive']);
export type MarkAction = z.infer<typeof MarkAction>;

/** How the list of agents is arranged. `filter` is as a person wrote it; empty: all are shown. */
export const Listing = z.strictObject({
  filter: z.string().max(1000),
  groupBy: z.enum(['status', 'repository', 'day']),
});
export type Listing = z.infer<typeof Listing>;
