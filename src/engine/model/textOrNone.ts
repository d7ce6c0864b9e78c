import { AppError } from '../../core/errors';
import type { WorktreeFiles } from '../../core/worktrees/worktreePorts';

/** The exact text of a file; empty for one that is missing, no text, or refused. */
export async function textOrNone(files: WorktreeFiles, path: string): Promise<string> {
  try {
    return await files.readExact(path);
  } catch (error) {
    if (error instanceof AppError) {
      return '';
    }
    throw error;
  }
}
