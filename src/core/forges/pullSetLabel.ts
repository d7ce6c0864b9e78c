import type { PullGlance, PullSetState } from '../../protocol';
import type { Translate } from '../translate';
import { checksLabel } from './pullLabel';
import { openParts, pullSetStanding } from './pullSetStanding';

type Part = NonNullable<PullGlance['parts']>[number];

/** `PRs backend #13 (CI 1/3, 1 failing), shared-types #12 (CI 3/3)`, the worst first, as far as it is known; empty where there are none. */
export function pullSetLabel(set: PullSetState | null, glance: PullGlance | null, t: Translate): string {
  if (set === null) {
    return '';
  }
  const open = openParts(set);
  if (open.length < set.parts.length) {
    return t('{0} of {1} pull requests open: look at them', open.length, set.parts.length);
  }
  const seen = open.map((part) => ({ ...part, seen: glance?.parts?.find(({ member }) => member === part.member) }));
  const names = seen
    .toSorted((a, b) => badness(b.seen) - badness(a.seen))
    .map(({ member, plan, opened, seen }) => {
      const name = `${member} ${plan.into.kind === 'gitlab' ? '!' : '#'}${opened.number}`;
      const said = seen === undefined ? '' : standingOf(seen, t);
      return said === '' ? name : `${name} (${said})`;
    });
  return pullSetStanding(set) === 'open'
    ? t('PRs {0}', names.join(', '))
    : t('PRs {0}, not yet linked: look at them', names.join(', '));
}

/** What fails comes before what is not known yet, and that before what passes; what is merged is last. */
function badness(part: Part | undefined): number {
  if (part === undefined || part.state === 'merged') {
    return 0;
  }
  return part.state === 'closed' ? 4 : part.failed > 0 ? 3 : part.pending > 0 ? 2 : 1;
}

function standingOf(part: Part, t: Translate): string {
  const words = { open: '', draft: t('draft'), merged: t('merged'), closed: t('closed') };
  return [words[part.state], checksLabel(part, t)].filter((word) => word !== '').join(', ');
}
