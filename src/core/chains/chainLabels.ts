import type { ChainCondition, ChainLink, ChainRequest, TaskId } from '../../protocol';
import { visibleText } from '../labels/visibleText';
import type { Translate } from '../translate';

/** What is waited for, as a clause: `waits for Add the parser to be verified`. */
export function waitsForLabel(
  { link, title, others }: { link: ChainLink; title: string; others: number },
  t: Translate,
): string {
  const name = shown(title);
  const labels: Record<ChainCondition, string> = {
    verified: t('waits for {0} to be verified', name),
    complete: t('waits for {0} to be complete', name),
    landed: t('waits for {0} to be committed', name),
  };
  const label = labels[link.condition];
  return others === 0 ? label : t('{0}, and for {1} more', label, others);
}

/** All that a task begins after, for a title and for a screen reader: `begins after Add the parser (verified)`. */
export function afterSentence(
  links: readonly ChainLink[],
  titleOf: (taskId: TaskId) => string | undefined,
  t: Translate,
): string {
  const names = links.map(({ taskId, condition }) =>
    t('{0} ({1})', shown(titleOf(taskId) ?? taskId), conditionLabel(condition, t)),
  );
  return names.length === 0 ? '' : t('begins after {0}', names.join(', '));
}

/** Why a person is asked, as a clause. */
export function brokenLabel({ title, because }: ChainRequest, t: Translate): string {
  const name = shown(title);
  const labels: Record<ChainRequest['because'], string> = {
    failed: t('{0} failed, which this begins after', name),
    stopped: t('{0} was stopped, which this begins after', name),
    discarded: t('{0} was discarded, which this begins after', name),
    unverified: t('{0} is complete, but not verified, which this begins after', name),
    missing: t('{0} is gone, which this begins after', name),
    cycle: t('{0} waits for this in turn', name),
  };
  return labels[because];
}

/** The same for who decides on it. */
export function brokenSentence(request: ChainRequest, t: Translate): string {
  return t('{0}. Start it anyway from the checkout as it is, or discard it.', brokenLabel(request, t));
}

export function startAnywayLabel(t: Translate): string {
  return t('Start Anyway');
}

export function conditionLabel(condition: ChainCondition, t: Translate): string {
  return { verified: t('verified'), complete: t('complete'), landed: t('committed') }[condition];
}

function shown(title: string): string {
  return visibleText(title)
    .map(({ text }) => text)
    .join('');
}
