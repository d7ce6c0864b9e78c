import type { PullSetState } from '../../protocol';
import type { Translate } from '../translate';
import { openParts, pullSetStanding } from './pullSetStanding';

/** `3 PRs: shared-types #12, backend #13`; empty where there are none. */
export function pullSetLabel(set: PullSetState | null, t: Translate): string {
  if (set === null) {
    return '';
  }
  const open = openParts(set);
  if (open.length < set.parts.length) {
    return t('{0} of {1} pull requests open: look at them', open.length, set.parts.length);
  }
  const names = open.map(({ member, plan, opened }) => {
    return `${member} ${plan.into.kind === 'gitlab' ? '!' : '#'}${opened.number}`;
  });
  return pullSetStanding(set) === 'open'
    ? t('PRs {0}', names.join(', '))
    : t('PRs {0}, not yet linked: look at them', names.join(', '));
}
