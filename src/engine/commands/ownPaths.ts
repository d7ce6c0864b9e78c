import { PathError } from '../../core/errors';
import { namesInside } from '../../core/files/paths';

/** Paths as our own tools were given them, relative to the worktree; without what no file may be called. */
export function ownPaths(written: readonly string[], worktree: string): ReadonlySet<string> {
  return new Set(written.map((path) => ownPath(path, worktree)).filter((path) => path !== ''));
}

function ownPath(path: string, worktree: string): string {
  try {
    return namesInside(path, [worktree]).join('/');
  } catch (error) {
    if (error instanceof PathError) {
      return '';
    }
    throw error;
  }
}
