import * as z from 'zod';
import { TaskId, Timestamp } from './ids';

/** Where words can stand: in what was said, in what commands and tools gave back, in what was changed, in the title. */
export const SearchWhere = z.enum(['title', 'message', 'output', 'diff']);
export type SearchWhere = z.infer<typeof SearchWhere>;

/** One place in a task that holds what is looked for. */
export const SearchHit = z.strictObject({
  taskId: TaskId,
  title: z.string(),
  where: SearchWhere,
  /** Who said it, or what it is of. */
  label: z.string(),
  /** The event of the step; null for the title, and for a change whose step is not known. */
  seq: z.int().min(1).nullable(),
  at: Timestamp.nullable(),
  /** Relative to the repository; of a change. */
  path: z.string().optional(),
  /** One line around the first of the words, in three parts. */
  before: z.string(),
  match: z.string(),
  after: z.string(),
});
export type SearchHit = z.infer<typeof SearchHit>;

/** How far a search is. */
export const SearchProgress = z.strictObject({
  /** Tasks that were looked through, and those that are. */
  searched: z.int().min(0),
  of: z.int().min(0),
  /** Tasks of which something could not be read. */
  unread: z.int().min(0),
  /** There is more than is shown. */
  isCut: z.boolean(),
  isDone: z.boolean(),
});
export type SearchProgress = z.infer<typeof SearchProgress>;

/** What was found so far of `text`; `hits` are those since the last time, all of them the first time. */
export const SearchFound = z.strictObject({
  text: z.string(),
  isFirst: z.boolean(),
  hits: z.array(SearchHit),
  progress: SearchProgress,
});
export type SearchFound = z.infer<typeof SearchFound>;
