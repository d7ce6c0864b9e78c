import * as z from 'zod';
import { TaskId } from './ids';

/** The query of an `agent-diff:` address. Its path is the file's, relative to the repository. */
export const DiffDocumentQuery = z.strictObject({
  task: TaskId,
  /** `step`: no side of the change, but a commit that the worktree was at. */
  side: z.enum(['base', 'head', 'step']),
  /** The object that the side was when the document was opened, so that a later one is another document. */
  at: z.string().regex(/^[0-9a-f]{0,64}$/),
});
export type DiffDocumentQuery = z.infer<typeof DiffDocumentQuery>;
export type DiffSide = DiffDocumentQuery['side'];
