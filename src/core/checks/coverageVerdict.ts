import type { Check, CoverageFigure, ObjectName, Receipt, RunState } from '../../protocol';
import { checkLabel } from './checks';

type CoverageCheck = Extract<Check, { kind: 'coverage' }>;

/** Whether enough is covered, by the reports that the commands of this round wrote for the same tree. */
export function coverageVerdict(
  check: CoverageCheck,
  tree: ObjectName,
  { receipts, coverageBefore }: Pick<RunState, 'receipts' | 'coverageBefore'>,
): { receipt: Receipt; tail: string } {
  const own = receipts.filter((receipt) => receipt.tree === tree);
  const figure = best(own.flatMap(({ coverage = [] }) => coverage.filter(({ path }) => path === check.path)));
  const before = best((coverageBefore ?? []).filter(({ path }) => path === check.path));
  const isReached = figure !== null && figure.covered * 100 >= check.percent * figure.total;
  const receipt: Receipt = {
    command: checkLabel(check),
    exitCode: isReached ? 0 : 1,
    durationMs: 0,
    tree,
    sandboxed: own.every(({ sandboxed }) => sandboxed),
    ...(own[0]?.place === undefined ? {} : { place: own[0].place }),
    ...(figure === null ? {} : { coverage: [figure] }),
    coverageBefore: before,
  };
  return { receipt, tail: explained(check, figure, before) };
}

function explained(check: CoverageCheck, figure: CoverageFigure | null, before: CoverageFigure | null): string {
  if (figure === null) {
    return [
      `No coverage report that names a file of ${check.path} was written by the commands that are run as checks.`,
      'They have to write lcov.info, Cobertura XML (coverage.xml) or coverage-final.json; reports that are part of the',
      'repository do not count.',
    ].join('\n');
  }
  const then = before === null ? 'unknown' : `${percentOf(before)} %`;
  return [
    `Covered lines of ${check.path}: ${percentOf(figure)} % (${figure.covered} of ${figure.total}), by ${figure.report}.`,
    `Wanted: ${check.percent} %. Before the task: ${then}.`,
  ].join('\n');
}

/** Rounded down to a tenth, so that it never says more than there is. */
export function percentOf({ covered, total }: CoverageFigure): number {
  return total === 0 ? 0 : Math.floor((covered * 1000) / total) / 10;
}

function best(figures: readonly CoverageFigure[]): CoverageFigure | null {
  return figures.toSorted((a, b) => b.covered / b.total - a.covered / a.total)[0] ?? null;
}
