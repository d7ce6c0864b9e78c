import type { LandWay } from '../../protocol';
import type { CommitSetup } from './landPorts';

/** What is known before anything is landed. */
export interface LandFacts {
  /** Null where HEAD is detached. */
  branch: string | null;
  head: string | null;
  setup: CommitSetup;
  /** What git is in the middle of in the checkout. */
  unfinished: string | null;
  /** Files in which the change does not merge with the branch, or with what the user has not committed. */
  conflicts: { branch: readonly string[]; uncommitted: readonly string[]; staged: readonly string[] };
  /** Commits that the agent made itself. */
  own: number;
  /** By topic. */
  topics: number;
  isEmpty: boolean;
}

/** Each way with why it does not fit now, as a clause; null where it does. */
export function landWays(facts: LandFacts): { way: LandWay; why: string | null }[] {
  const common = whyNoCommit(facts);
  const here = common ?? whyNotHere(facts);
  return [
    { way: 'squash', why: here },
    { way: 'commits', why: here ?? (facts.topics < 2 ? 'the change is of one topic' : null) },
    { way: 'rebase', why: here ?? (facts.own === 0 ? 'the agent made no commits of its own' : null) },
    { way: 'merge', why: here },
    { way: 'branch', why: common },
  ];
}

function whyNoCommit({ setup, isEmpty }: LandFacts): string | null {
  if (isEmpty) {
    return 'the branch holds the whole change already';
  }
  return setup.identity === null
    ? 'git does not know your name and address: set user.name and user.email with git config --global'
    : null;
}

function whyNotHere({ head, unfinished, conflicts }: LandFacts): string | null {
  if (head === null) {
    return 'the branch has no commit yet; make a first one';
  }
  if (unfinished !== null) {
    return `a ${unfinished} is under way in your checkout; finish or abort it`;
  }
  if (conflicts.branch.length > 0) {
    return `it conflicts with the branch in ${few(conflicts.branch)}`;
  }
  if (conflicts.uncommitted.length > 0) {
    return `your uncommitted work is in the same places of ${few(conflicts.uncommitted)}`;
  }
  return conflicts.staged.length > 0 ? `what you have staged is in the same places of ${few(conflicts.staged)}` : null;
}

function few(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
