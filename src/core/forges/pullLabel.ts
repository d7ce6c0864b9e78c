import type { PullGlance, PullState } from '../../protocol';
import type { Translate } from '../translate';

/** `PR #12 open · CI 3/5, 1 failing · 2 comments`, as far as it is known; empty without a pull request. */
export function pullLabel(pull: PullState | null, glance: PullGlance | null, t: Translate): string {
  if (pull === null || pull.stage === 'failed') {
    return '';
  }
  if (pull.opened === null) {
    return t('pull request interrupted: look at it');
  }
  const number = pull.plan.into.kind === 'gitlab' ? `!${pull.opened.number}` : `#${pull.opened.number}`;
  const parts = [
    t('PR {0} {1}', number, stateWord(glance?.state ?? (pull.plan.draft ? 'draft' : 'open'), t)),
    ...(glance === null ? [] : [checksLabel(glance, t), commentsLabel(glance.comments, t)]),
    pull.pushing === null ? '' : t('push interrupted'),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

type ChecksCount = Pick<PullGlance, 'passed' | 'failed' | 'pending'>;

function stateWord(state: PullGlance['state'], t: Translate): string {
  return { open: t('open'), draft: t('draft'), merged: t('merged'), closed: t('closed') }[state];
}

export function checksLabel({ passed, failed, pending }: ChecksCount, t: Translate): string {
  const all = passed + failed + pending;
  if (all === 0) {
    return '';
  }
  const counts = `CI ${passed}/${all}`;
  return failed === 0 ? counts : t('{0}, {1} failing', counts, failed);
}

function commentsLabel(count: number, t: Translate): string {
  return count === 0 ? '' : count === 1 ? t('1 comment') : t('{0} comments', count);
}
