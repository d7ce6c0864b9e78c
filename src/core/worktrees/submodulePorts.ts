import type { ObjectName, SubmoduleEdits } from '../../protocol';
import type { PreviewedFile } from '../previewPorts';
import type { CheckoutRef } from './checkoutRef';

/**
 * What commands did to the files of submodules in a worktree, which no commit of it holds: against those of the commits
 * that `snapshot` names, also in submodules of submodules. Of one whose repository is not on this disk nothing is known.
 * Failures are `GitError`.
 */
export interface SubmoduleGit {
  /** None where the worktree is gone. */
  editedSubmodules(at: CheckoutRef, snapshot: ObjectName): Promise<SubmoduleEdits[]>;
  /** The first 200 of the files of one of them, with their texts. */
  submoduleFiles(at: CheckoutRef, snapshot: ObjectName, path: string): Promise<PreviewedFile[]>;
}
