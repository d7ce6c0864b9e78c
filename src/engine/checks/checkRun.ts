import { coveragePaths } from '../../core/checks/checks';
import type { CheckPlace } from '../../core/checks/checkPorts';
import { coverageFigures, isCoverageReport, uncoveredLines } from '../../core/checks/coverage';
import { tailOf } from '../../core/conversation/excerpt';
import { failedTests } from '../../core/testReports/failedTests';
import type { CheckId, CoverageFigure, ObjectName, Receipt, UncoveredLines } from '../../protocol';
import { openCheckPlace } from './checkPlace';
import type { Session } from '../session';
import { runWatched, type WatchedResult } from '../commands/watchedCommand';

export const checkTimeoutMs = 30 * 60_000;
/** Characters of output that a model is handed. */
const maxOutput = 8000;

interface Subject {
  checkId: CheckId;
  command: string;
  kept: { commit: ObjectName; tree: ObjectName };
  /** The tree of what the task itself changed, where `kept` holds more. */
  own?: ObjectName;
}

/** Runs a command in a place of its own that holds the tree; what it prints is kept under the id. */
export async function runCheck(
  session: Session,
  { checkId, command, kept, own }: Subject,
  signal: AbortSignal,
): Promise<{ receipt: Receipt; tail: string; failed?: string }> {
  const place = await openCheckPlace(session, { ...kept, ...(own === undefined ? {} : { own }) }, signal);
  const watched = { source: checkId, command, network: false, timeoutMs: checkTimeoutMs, commands: place.commands };
  const result = await runWatched(session, watched, signal);
  signal.throwIfAborted();
  const said = await saidBy(session, place);
  const receipt = receiptOf({ command, tree: kept.tree, place, result, ...said });
  const output = result.output.trimEnd();
  const failed = receipt.failures === undefined ? {} : { failed: failedTests(result.failures, output, maxOutput) };
  return { receipt, tail: tailOf(output, maxOutput), ...failed };
}

/** Of changed files, lines are asked for as far as a person looks. */
const mostFiles = 200;

/** What the reports of a check say of the paths that the task names, and of the files that it changed. */
async function saidBy(session: Session, place: CheckPlace): Promise<Pick<Ran, 'coverage' | 'uncovered'>> {
  const reports = await place.written(isCoverageReport);
  const changed = session.state.files.filter(({ status }) => status !== 'deleted').map(({ path }) => path);
  return {
    coverage: coverageFigures(coveragePaths(session.task), reports, place.folder),
    uncovered: uncoveredLines(changed.slice(0, mostFiles), reports, place.folder),
  };
}

/** What the reports say that were written in the place. */
export async function coverageIn({ task }: Session, place: CheckPlace): Promise<CoverageFigure[]> {
  const paths = coveragePaths(task);
  return paths.length === 0 ? [] : coverageFigures(paths, await place.written(isCoverageReport), place.folder);
}

interface Ran {
  command: string;
  tree: ObjectName;
  place: CheckPlace;
  result: WatchedResult;
  coverage: CoverageFigure[];
  uncovered: UncoveredLines[];
}

function receiptOf({ command, tree, place, result, coverage, uncovered }: Ran): Receipt {
  const failures = result.exitCode === 0 ? [] : result.failures.map(({ failure }) => failure);
  return {
    command,
    exitCode: result.exitCode,
    ...(result.ended === undefined ? {} : { ended: result.ended }),
    ...(result.counts === null ? {} : { counts: result.counts }),
    ...(failures.length === 0 ? {} : { failures }),
    durationMs: result.durationMs,
    tree,
    sandboxed: place.commands.report.kind !== 'none',
    place: place.place,
    ...(place.mounted.length === 0 ? {} : { mounted: [...place.mounted] }),
    ...(coverage.length === 0 ? {} : { coverage }),
    ...(uncovered.length === 0 ? {} : { uncovered }),
  };
}
