import type { ApprovalRequest, Reach } from '../../protocol';
import { relativeTo } from '../files/paths';
import type { Translate } from '../translate';
import { hiddenLength } from './visibleText';

const shownPaths = 12;
const longText = 200;

/**
 * Everything a person is told about an approval beside its text, a sentence each: what it would change for real, whom it
 * speaks to, whether it can be taken back, why it asks, and how long it is. The sentences may hold what a model wrote.
 * What lies in one of `worktrees` is named by its way from there, anything else whole.
 */
export function approvalFacts(request: ApprovalRequest, t: Translate, worktrees: readonly string[] = []): string[] {
  return [
    ...reachFacts(request, t, worktrees),
    ...request.facts,
    ...textFacts(request.command, t),
    ...ruleFacts(request, t),
  ];
}

function reachFacts({ reach }: ApprovalRequest, t: Translate, worktrees: readonly string[]): string[] {
  if (reach === undefined) {
    return [];
  }
  const { writes, hosts } = reach;
  const more = writes.length - shownPaths;
  const reversible: Record<Reach['reversible'], string> = {
    yes: t('It can be taken back: it changes the worktree only.'),
    no: t("It can't be taken back: it acts outside of the worktree."),
    unknown: t('Whether it can be taken back is not known.'),
  };
  return [
    ...writes.slice(0, shownPaths).map((path) => t('Changes {0}', fromWorktree(path, worktrees, t))),
    ...(more > 0 ? [t('Changes {0} more', more)] : []),
    ...(hosts.length > 0 ? [t('Speaks to {0}', hosts.join(', '))] : []),
    reversible[reach.reversible],
  ];
}

/** Of several worktrees its name stands first. */
function fromWorktree(path: string, worktrees: readonly string[], t: Translate): string {
  const worktree = worktrees.find((each) => relativeTo(each, path) !== null);
  const way = worktree === undefined ? null : relativeTo(worktree, path);
  if (worktree === undefined || way === null) {
    return path;
  }
  const [name, isOne] = [lastName(worktree), worktrees.length === 1];
  return way === '' ? t('the whole worktree {0}', name) : isOne ? way : `${name}/${way}`;
}

function lastName(path: string): string {
  return path.split('/').at(-1) ?? path;
}

/** How long the text is where it is long, or where something in it would not be seen. */
function textFacts(command: string, t: Translate): string[] {
  const hidden = hiddenLength(command);
  if (hidden > 0) {
    return [t('{0} characters in all, {1} of them would not be seen as they are', command.length, hidden)];
  }
  return command.length > longText ? [t('{0} characters in all', command.length)] : [];
}

function ruleFacts({ rule, effect }: ApprovalRequest, t: Translate): string[] {
  if (rule === undefined) {
    return [];
  }
  if (rule === 'unlisted') {
    return effect === 'file' ? [] : [t('It is not among the commands that you allowed.')];
  }
  return [t('Asked by rule {0}', rule)];
}
