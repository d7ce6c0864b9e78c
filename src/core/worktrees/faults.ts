import type { Translate } from '../translate';
import type { IndexLock } from './faultPorts';

/** Something outside of us that keeps a task from going on, found by a look at the disk. */
export type Fault =
  | { kind: 'repository-missing'; root: string }
  /** `movedTo`: where it is by now, if that is known. */
  | { kind: 'worktree-missing'; worktree: string; movedTo: string | null }
  | { kind: 'branch-missing'; branch: string; isOurs: boolean; worktree: string }
  | { kind: 'index-lock'; lock: IndexLock; worktree: string };

const youngMs = 60_000;

/** Whether it can be mended when a person says so. */
export function isRepairable(fault: Fault): boolean {
  switch (fault.kind) {
    case 'repository-missing':
      return false;
    case 'worktree-missing':
      return true;
    case 'branch-missing':
      return fault.isOurs;
    case 'index-lock':
      return fault.lock.ageMs >= youngMs && (fault.lock.holders ?? []).length === 0;
  }
}

/** What is wrong, and where nothing can be mended here what to do, as sentences. */
export function faultText(fault: Fault, t: Translate): string {
  switch (fault.kind) {
    case 'repository-missing':
      return t('The repository {0} is gone. Put it back where it was; the agent waits for it.', fault.root);
    case 'worktree-missing':
      return fault.movedTo === null
        ? t(
            'The worktree {0} is gone. It can be made again as it was last seen; if you have moved it, put it back or show where it is.',
            fault.worktree,
          )
        : t(
            'The worktree was moved to {0}. It would be moved back to {1} and made known to git (git worktree repair).',
            fault.movedTo,
            fault.worktree,
          );
    case 'branch-missing':
      return fault.isOurs
        ? t('The branch {0} is gone.', fault.branch)
        : t('The branch {0} is gone. Make it again with git branch, in its worktree.', fault.branch);
    case 'index-lock':
      return lockText(fault.lock, t);
  }
}

function lockText({ path, ageMs, holders }: IndexLock, t: Translate): string {
  const minutes = Math.max(0, Math.floor(ageMs / 60_000));
  const what = t('{0} is there since {1} minutes, so git changes nothing.', path, minutes);
  if (holders === null) {
    return `${what} ${t('Whether a git holds it can’t be told on this system; make sure that none runs.')}`;
  }
  const held = holders.slice(0, 3).join(', ');
  return `${what} ${holders.length === 0 ? t('No git holds it.') : t('Process {0} may hold it: wait until it is done.', held)}`;
}

/** What mending it does, as the label of a button. */
export function repairLabel(fault: Fault, t: Translate): string {
  switch (fault.kind) {
    case 'worktree-missing':
      return fault.movedTo === null ? t('Make the Worktree Again') : t('Move the Worktree Back');
    case 'branch-missing':
      return t('Make the Branch Again');
    case 'index-lock':
      return t('Set the Lock Aside');
    case 'repository-missing':
      return t('Look Again');
  }
}
