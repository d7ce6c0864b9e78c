import type {
  Candidate,
  CellObstacle,
  Criterion,
  HalvedRacer,
  MatrixCell,
  RankPart,
  RankedCandidate,
  TaskId,
} from '../../protocol';
import { moneyLabel } from '../budget/spendingLabels';
import { suppressedLabel, weakenedLabel } from '../checks/checkLabels';
import { receiptResult } from '../labels/labels';
import { namedFew } from '../labels/namedFew';
import type { Translate } from '../translate';
import { isGreen } from './matrix';

/** How a racer is called on a surface: its label, or a letter where nobody is to know. */
export type NameOf = (taskId: TaskId) => string;

/** A racer in one line of facts: `47 lines in 2 files, 3 tests, no new dependency, verified, $0.04`. */
export function candidateLine(candidate: Candidate, t: Translate): string {
  const { change, microUsd, isEstimated, tokens } = candidate;
  const parts = [
    sizeLabel(candidate, t),
    ...(change === null ? [] : [testsLabel(change.testsAdded, t), dependenciesLabel(change.dependencies, t)]),
    proofLabel(candidate, t),
    candidate.suppressed === 0 ? '' : suppressedLabel(candidate.suppressed, t),
    microUsd === null
      ? t('cost unknown')
      : tokens === 0
        ? ''
        : isEstimated
          ? t('about {0}', moneyLabel(microUsd))
          : moneyLabel(microUsd),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Lines that are new, in all of its files. */
function sizeLabel({ added, files }: Candidate, t: Translate): string {
  if (files.length === 0) {
    return t('no changes');
  }
  const lines = added === 1 ? t('1 line') : t('{0} lines', added);
  return files.length === 1 ? t('{0} in 1 file', lines) : t('{0} in {1} files', lines, files.length);
}

function testsLabel(count: number, t: Translate): string {
  return count === 0 ? t('no new tests') : count === 1 ? t('1 test') : t('{0} tests', count);
}

function dependenciesLabel(names: readonly string[], t: Translate): string {
  return names.length === 0 ? t('no new dependency') : t('adds {0}', namedFew(names, t));
}

/** What is proven of a result, in a word or two. */
function proofLabel({ proof, state, weakened }: Candidate, t: Translate): string {
  switch (proof) {
    case 'verified':
      return t('verified');
    case 'weakened':
      return weakenedLabel(weakened, t);
    case 'unverified':
      return t('unverified');
    case 'none':
      return unfinishedLabel(state, t);
  }
}

function unfinishedLabel(state: Candidate['state'], t: Translate): string {
  switch (state?.kind) {
    case undefined:
      return t('not started');
    case 'failed':
      return t('failed');
    case 'stopped':
      return t('stopped');
    case 'waiting':
      return t('waiting');
    case 'queued':
    case 'preparing':
    case 'running':
    case 'complete':
      return t('at work');
  }
}

/** Why a racer stands where it does, as sentences, what counts most first. */
export function rankReasons(
  ranked: RankedCandidate,
  uncounted: readonly TaskId[],
  nameOf: NameOf,
  t: Translate,
): string[] {
  const brokenBy = ranked.brokenBy.map(nameOf);
  return [
    tierReason(ranked.tier, t),
    ...ranked.parts.map((part) => partReason(part, brokenBy, t)),
    uncounted.includes(ranked.taskId) ? t('None of its tests passes on any other code, so they count for nobody.') : '',
  ].filter((reason) => reason !== '');
}

function tierReason(tier: RankedCandidate['tier'], t: Translate): string {
  switch (tier) {
    case 'verified':
      return t('Verified by its checks.');
    case 'weakened':
      return t('Its checks are green, but it made tests prove less: below everything that is verified.');
    case 'unverified':
      return t('Not verified: below everything that is verified.');
    case 'unfinished':
      return t('Not complete.');
  }
}

interface Reasoned {
  own: number;
  best: number;
  brokenBy: readonly string[];
}

type Reason = (reasoned: Reasoned, t: Translate) => string;

const reasons: Readonly<Record<Criterion, Reason>> = {
  crossTests: ({ brokenBy }, t) =>
    brokenBy.length === 0
      ? t('Its code passes the tests of the others.')
      : t('Its code fails the tests of {0}.', namedFew(brokenBy, t)),
  size: ({ own, best }, t) => {
    const lines = own === 1 ? t('1 line of code') : t('{0} lines of code', own);
    return own === best ? t('{0}, the least.', lines) : t('{0}; the least is {1}.', lines, best);
  },
  dependencies: ({ own }, t) =>
    own === 0 ? '' : own === 1 ? t('Adds 1 dependency.') : t('Adds {0} dependencies.', own),
  testsAdded: ({ own }, t) =>
    own === 0 ? t('Adds no tests.') : own === 1 ? t('Adds 1 test.') : t('Adds {0} tests.', own),
  suppressed: ({ own }, t) => (own === 0 ? '' : t('{0}.', suppressedLabel(own, t))),
  coverage: ({ own }, t) => t('{0} % of the lines asked about are covered.', Math.floor(own * 10) / 10),
  time: ({ own, best }, t) => (own === best ? t('The fastest.') : ''),
  cost: ({ own, best }, t) => (own === best && own > 0 ? t('The cheapest.') : ''),
};

/** Empty for what is not known, and for what goes without saying. */
function partReason({ criterion, own, best, value }: RankPart, brokenBy: readonly string[], t: Translate): string {
  return value === null || own === null || best === null ? '' : reasons[criterion]({ own, best, brokenBy }, t);
}

/** What a cell of the matrix says, in words. */
export function cellLabel(cell: Pick<MatrixCell, 'outcome'>, t: Translate): string {
  const { outcome } = cell;
  switch (outcome.kind) {
    case 'ran':
    case 'own': {
      const isRed = isGreen(cell) === false;
      const shown = isRed ? outcome.receipts.find(({ exitCode }) => exitCode !== 0) : outcome.receipts[0];
      return shown === undefined ? t('no check') : receiptResult(shown, t);
    }
    case 'unmerged':
      return obstacleLabel(outcome.obstacle, t);
    case 'failed':
      return t('not run: {0}', outcome.error.message);
    case 'no-tests':
      return t('no tests of its own');
    case 'unfinished':
      return t('not complete');
    case 'open':
      return t('not run yet');
  }
}

/** Why the tests of one can't be run on the code of another, as a clause. */
function obstacleLabel({ reason, names }: CellObstacle, t: Translate): string {
  const few = namedFew(names, t);
  switch (reason) {
    case 'path':
      return t('not run: in the way is {0}', few);
    case 'dependency':
      return t('not run: its tests need {0}', few);
    case 'no-checks':
      return t('not run: there is no check command');
  }
}

/** Why a racer was stopped early, as a sentence. */
export function halvedReason({ why, behind }: HalvedRacer, nameOf: NameOf, t: Translate): string {
  const name = nameOf(behind);
  switch (why) {
    case 'verified-there':
      return t('Stopped early, because {0} is verified already. Its work is kept.', name);
    case 'complete-there':
      return t('Stopped early, because {0} is complete already. Its work is kept.', name);
    case 'checked-there':
      return t('Stopped early, because {0} has been checked already. Its work is kept.', name);
    case 'fewer-failures-there':
      return t('Stopped early, because fewer tests of {0} fail. Its work is kept.', name);
  }
}
