import type { ApprovalRequest, Reach } from '../../protocol';
import type { Translate } from '../translate';
import { hiddenLength } from './visibleText';

const shownPaths = 12;
const longText = 200;

/**
 * Everything a person is told about an approval beside its text, a sentence each: what it would change for real, whom it
 * speaks to, whether it can be taken back, why it asks, and how long it is. The sentences may hold what a model wrote.
 */
export function approvalFacts(request: ApprovalRequest, t: Translate): string[] {
  return [...reachFacts(request, t), ...request.facts, ...textFacts(request.command, t), ...ruleFacts(request, t)];
}

function reachFacts({ reach }: ApprovalRequest, t: Translate): string[] {
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
    ...writes.slice(0, shownPaths).map((path) => t('Changes {0}', path)),
    ...(more > 0 ? [t('Changes {0} more', more)] : []),
    ...(hosts.length > 0 ? [t('Speaks to {0}', hosts.join(', '))] : []),
    reversible[reach.reversible],
  ];
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
