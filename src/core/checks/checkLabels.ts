import type { CoverageFigure, MountedInput, Receipt, Weakening } from '../../protocol';
import { percentOf } from './coverageVerdict';
import type { Translate } from '../translate';

/** `2 tests weakened`. */
export function weakenedLabel(count: number, t: Translate): string {
  return count === 1 ? t('1 test weakened') : t('{0} tests weakened', count);
}

/** `2 lint suppressions added`. */
export function suppressedLabel(count: number, t: Translate): string {
  return count === 1 ? t('1 lint suppression added') : t('{0} lint suppressions added', count);
}

/** Says no more than that somebody should look. */
export function expectationsLabel(count: number, t: Translate): string {
  return count === 1
    ? t('Expected value changed in 1 place: look at it')
    : t('Expected values changed in {0} places: look at them', count);
}

/** What was done, where: `skipped test in test/a.test.js:12`. */
export function weakeningLabel({ kind, path, line }: Weakening, t: Translate): string {
  const place = line === null ? path : `${path}:${line}`;
  const labels: Record<Weakening['kind'], string> = {
    'deleted-test-file': t('deleted test file {0}', place),
    'deleted-test': t('deleted test in {0}', place),
    'skipped-test': t('skipped test in {0}', place),
    only: t('only some tests run in {0}', place),
    'removed-assertion': t('removed assertion in {0}', place),
    'changed-threshold': t('changed threshold in {0}', place),
    'changed-command': t('changed test command in {0}', place),
    'changed-config': t('changed test settings in {0}', place),
    'suppressed-lint': t('lint suppression added in {0}', place),
    'changed-expectation': t('expected value changed in {0}', place),
    unreadable: t('test file that cannot be compared: {0}', place),
  };
  return labels[kind];
}

/** Where the check ran; empty for receipts that do not say so. */
export function placeLabel({ place }: Receipt, t: Translate): string {
  if (place === undefined) {
    return '';
  }
  return place === 'clean' ? t('a clean folder of the tree') : t('the checkout itself');
}

/** Each ignored input and whose copy it was. */
export function mountedLabel({ path, from }: MountedInput, t: Translate): string {
  return from === 'checkout' ? t('{0} from your checkout', path) : t("{0} mounted from the agent's worktree", path);
}

/** `84.2 % of 150 lines, before 71 %`. */
export function coverageLabel({ coverage = [], coverageBefore }: Receipt, t: Translate): string {
  const figure = coverage[0];
  if (figure === undefined) {
    return t('no coverage report');
  }
  return t('{0} % of {1} lines, before {2}', percentOf(figure), figure.total, beforeLabel(coverageBefore, t));
}

function beforeLabel(before: CoverageFigure | null | undefined, t: Translate): string {
  return before === null || before === undefined ? t('unknown') : `${percentOf(before)} %`;
}

/** A receipt of a check of coverage rather than of a command. */
export function isCoverage({ coverageBefore }: Receipt): boolean {
  return coverageBefore !== undefined;
}
