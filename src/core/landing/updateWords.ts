import type { Updated, UpdateTried } from '../../protocol';
import type { Translate } from '../translate';

const namedToModel = 50;

/** What the agent is told of a base that moved: what it has read may not be so any more. */
export function updateNote(updated: Pick<Updated, 'commits' | 'changed' | 'base' | 'conflicts' | 'note'>): string {
  const { conflicts = [], note = movedNote(updated) } = updated;
  const whose = updated.note === undefined ? 'the branch' : 'the others';
  return conflicts.length === 0 ? note : `${note} ${conflictNote(conflicts, whose)}`;
}

function conflictNote(conflicts: readonly string[], whose: string): string {
  return `Your changes and those of ${whose} conflict in ${conflicts.join(', ')}. Where they do, the files hold both sides between lines that begin with <<<<<<<, =======, and >>>>>>>; of files that one side removed, the version of the other is there. Resolve each so that what both sides wanted holds, leave no such line, run the tests, and finish.`;
}

function movedNote({ commits, changed, base }: Pick<Updated, 'commits' | 'changed' | 'base'>): string {
  const what = commits === 1 ? '1 commit' : `${commits} commits`;
  const lead = `${base.to.headName} has moved on by ${what}, and your worktree was brought up to it; your changes were merged.`;
  if (changed.length === 0) {
    return `${lead} No file of it changed.`;
  }
  const shown = changed.slice(0, namedToModel).join(', ');
  const more = changed.length > namedToModel ? ' and more' : '';
  return `${lead} These files changed with it: ${shown}${more}. Read them again before you rely on them.`;
}

/** What was done, as a sentence for a person. */
export function updateLabel({ commits }: Pick<Updated, 'commits'>, t: Translate): string {
  return commits === 1 ? t('Updated to the branch: 1 commit.') : t('Updated to the branch: {0} commits.', commits);
}

/** What a trial came to, as a sentence for a person. */
export function triedLabel({ receipts }: { receipts: UpdateTried['receipts'] | null }, t: Translate): string {
  if (receipts === null) {
    return t('Trying an update aside.');
  }
  const red = receipts.find(({ exitCode }) => exitCode !== 0);
  const [first] = receipts;
  if (first === undefined) {
    return t('The trial of an update came to nothing.');
  }
  return red === undefined
    ? t('Tried an update aside: {0} passes on it.', first.command)
    : t('Tried an update aside: {0} fails on it.', red.command);
}
