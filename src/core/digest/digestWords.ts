import type { Translate } from '../translate';
import type { Digest } from './digest';
import type { DigestLine, DigestSection } from './digestLine';

export function sectionTitle(section: DigestSection, t: Translate): string {
  const titles: Record<DigestSection, string> = {
    waiting: t('Waits for you'),
    failed: t('Failed'),
    complete: t('Complete'),
    decisions: t('Decided'),
    risks: t('Look at'),
    costs: t('Used'),
  };
  return titles[section];
}

/** The sections that have something, in their order. */
export function sectionsOf({ lines }: Digest): { section: DigestSection; lines: DigestLine[] }[] {
  const sections = [...new Set(lines.map(({ section }) => section))];
  return sections.map((section) => ({ section, lines: lines.filter((line) => line.section === section) }));
}

/** One sentence about the whole: `2 complete, 1 failed, 1 waits for you, 3 to look at`. Empty when nothing happened. */
export function digestSummary({ lines }: Digest, t: Translate): string {
  const count = (section: DigestSection) => lines.filter((line) => line.section === section).length;
  const [complete, failed, waiting, risks] = [count('complete'), count('failed'), count('waiting'), count('risks')];
  const decided = count('decisions');
  return [
    complete === 0 ? '' : t('{0} complete', complete),
    failed === 0 ? '' : t('{0} failed', failed),
    waiting === 0 ? '' : waiting === 1 ? t('1 waits for you') : t('{0} wait for you', waiting),
    decided === 0 ? '' : t('{0} decided', decided),
    risks === 0 ? '' : t('{0} to look at', risks),
  ]
    .filter((part) => part !== '')
    .join(', ');
}
