import type { TestCounts } from '../../protocol';
import type { Translate } from '../translate';

/** `2 failed, 45 passed, 1 skipped`; a part that is zero is left out, and of nothing at all it says that. */
export function countsLabel(counts: TestCounts, t: Translate): string {
  if (counts.passed + counts.failed + (counts.skipped ?? 0) === 0) {
    return t('no test ran');
  }
  const parts = [
    counts.failed > 0 ? t('{0} failed', counts.failed) : '',
    counts.passed > 0 || counts.failed === 0 ? t('{0} passed', counts.passed) : '',
    (counts.skipped ?? 0) > 0 ? t('{0} skipped', counts.skipped ?? 0) : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Counts while tests run: `31/47 passing, 2 failing`; without a known total `31 passing`. */
export function liveCountsLabel(counts: TestCounts, t: Translate): string {
  const passing =
    counts.total === undefined
      ? t('{0} passing', counts.passed)
      : t('{0}/{1} passing', counts.passed, Math.max(counts.total, counts.passed));
  return counts.failed > 0 ? t('{0}, {1} failing', passing, counts.failed) : passing;
}
