import type { FileChange } from '../../protocol';
import { isControlFile } from '../files/paths';
import type { KindChange } from '../worktrees/gitPorts';

/** What Apply will do, for the person who decides. */
export interface ApplyPlan {
  root: string;
  /** The branch that the checkout is on, or a short commit. */
  branchName: string;
  /** Files with changes of the user's own; they are kept. */
  uncommitted: number;
  /** What changes in the checkout; less than the task changed where the checkout holds some of it already. */
  files: FileChange[];
  /** What needs a second look before it lands. */
  flagged: FlaggedPath[];
  /** Files that the user and the task changed in the same place. With any of them nothing can be applied. */
  conflicts: string[];
}

export interface FlaggedPath {
  path: string;
  /** A clause: `is obeyed by editors or tools when the folder is opened`. */
  why: string;
}

const symlink = '120000';
const submodule = '160000';
const executable = '100755';

/** Changes that do more than their text says: control files, links, submodules, executable files. */
export function flaggedPaths(files: readonly FileChange[], kinds: readonly KindChange[]): FlaggedPath[] {
  const touched = files.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [path, oldPath]));
  const control = touched
    .filter(isControlFile)
    .map((path) => ({ path, why: 'is obeyed by editors or tools when the folder is opened' }));
  const special = kinds.flatMap(({ path, from, to }) => {
    const why = whyOfKind(from, to);
    return why === null ? [] : [{ path, why }];
  });
  return [...control, ...special];
}

function whyOfKind(from: string | null, to: string | null): string | null {
  if (to === submodule || from === submodule) {
    return 'is a submodule, and submodules are left alone';
  }
  if (to === symlink) {
    return from === symlink ? 'is a symbolic link that leads elsewhere now' : 'becomes a symbolic link';
  }
  if (to === executable && from !== executable) {
    return 'becomes executable';
  }
  return null;
}
