import { EditError, PathError, toErrorData } from '../../core/errors';
import type { WorktreeFiles } from '../../core/worktrees/worktreePorts';
import type { PlannedFile } from './patchPlan';

/**
 * Writes every file of a plan, or none: where one can't be written, those before it are put back. Rejects with
 * `EditError('not-written')` that says whether all of them could be.
 */
export async function carryOut(files: WorktreeFiles, planned: readonly PlannedFile[]): Promise<void> {
  const changed = planned.filter(({ before, after, mode, modeBefore }) => before !== after || mode !== modeBefore);
  const writes = changed.filter(({ after }) => after !== null);
  const deletes = changed.filter(({ after }) => after === null);
  const touched: PlannedFile[] = [];
  for (const file of [...writes, ...deletes]) {
    touched.push(file);
    try {
      await put(files, file.path, { text: file.after, mode: file.mode });
    } catch (error) {
      throw await putBack(files, touched, error);
    }
  }
}

interface Content {
  text: string | null;
  mode: number | undefined;
}

async function put(files: WorktreeFiles, path: string, { text, mode }: Content): Promise<void> {
  await (text === null ? files.delete(path) : files.write(path, text, mode));
}

async function putBack(files: WorktreeFiles, touched: readonly PlannedFile[], cause: unknown): Promise<EditError> {
  const lost: string[] = [];
  for (const { path, before, modeBefore } of touched.toReversed()) {
    try {
      await restore(files, path, { text: before, mode: modeBefore });
    } catch {
      lost.push(JSON.stringify(path));
    }
  }
  const why = `The patch could not be written: ${toErrorData(cause).message}`;
  return lost.length === 0
    ? new EditError('not-written', `${why} All files are as they were before.`, { cause })
    : new EditError('not-written', `${why} Not all files could be put back: look at ${lost.join(', ')}.`, { cause });
}

/** Leaves a file that is already as it was. */
async function restore(files: WorktreeFiles, path: string, content: Content): Promise<void> {
  const now = await contentOf(files, path);
  if (now.text !== content.text || now.mode !== content.mode) {
    await put(files, path, content);
  }
}

async function contentOf(files: WorktreeFiles, path: string): Promise<Content> {
  try {
    return (await files.exists(path))
      ? { text: await files.readExact(path), mode: await files.modeOf(path) }
      : { text: null, mode: undefined };
  } catch (error) {
    // Where a folder on the way became a file, there is nothing at the path.
    if (error instanceof PathError && (error.reason === 'missing' || error.reason === 'not-regular')) {
      return { text: null, mode: undefined };
    }
    throw error;
  }
}
