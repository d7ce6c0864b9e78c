import { checkLabel, checksOf, coveragePaths } from '../core/checks/checks';
import type { CheckPlace } from '../core/checks/checkPorts';
import { coverageFigures, isCoverageReport } from '../core/checks/coverage';
import { coverageVerdict } from '../core/checks/coverageVerdict';
import { tailOf } from '../core/conversation/excerpt';
import { failedTests } from '../core/testReports/failedTests';
import type { Step } from '../core/run/nextStep';
import { CheckId, type CoverageFigure, type ObjectName, type Receipt } from '../protocol';
import { openCheckPlace } from './checkPlace';
import { takeCheckpoint } from './checkpointing';
import type { Session } from './session';
import { noteWeakened } from './weakening';
import { runWatched, type WatchedResult } from './watchedCommand';

const timeoutMs = 30 * 60_000;
/** Characters of output that a model is handed. */
const maxOutput = 8000;

/** Runs a check on the files as they were just kept; its receipt names exactly that tree. */
export async function stepCheck(
  session: Session,
  { round, check }: Extract<Step, { kind: 'check' }>,
  signal: AbortSignal,
): Promise<void> {
  if (check.kind === 'baseline') {
    return readBaseline(session, signal);
  }
  const kept = await takeCheckpoint(session);
  signal.throwIfAborted();
  await noteWeakened(session, kept.tree);
  const checkId = CheckId.parse(session.ports.ids.short());
  const command = checkLabel(check);
  const start = { type: 'check.start', checkId, round, command, tree: kept.tree } as const;
  if ((await session.recordStep('check', start)) === null) {
    return;
  }
  if (check.kind === 'coverage') {
    const { receipt, tail } = coverageVerdict(check, kept.tree, session.state);
    await session.record({ type: 'check.result', checkId, receipt, tail });
    return;
  }
  const place = await openCheckPlace(session, kept, signal);
  const watched = { source: checkId, command, network: false, timeoutMs, commands: place.commands };
  const result = await runWatched(session, watched, signal);
  signal.throwIfAborted();
  const coverage = await coverageIn(session, place);
  const receipt = receiptOf({ command, tree: kept.tree, place, result, coverage });
  const output = result.output.trimEnd();
  const failed = receipt.failures === undefined ? {} : { failed: failedTests(result.failures, output, maxOutput) };
  await session.record({ type: 'check.result', checkId, receipt, tail: tailOf(output, maxOutput), ...failed });
}

/**
 * Runs the commands on the snapshot, to read what was covered before the task. Whether they are green does not matter;
 * in the user's own checkout the snapshot can't be brought back, so nothing is known there.
 */
async function readBaseline(session: Session, signal: AbortSignal): Promise<void> {
  const { task, spec, ports } = session;
  const { snapshot } = spec.workspace.repos[0];
  const tree = await ports.changedTexts.treeOf(snapshot);
  const figures: CoverageFigure[] = [];
  for (const check of task.place === 'here' ? [] : checksOf(task)) {
    if (check.kind === 'command') {
      const place = await openCheckPlace(session, { commit: snapshot, tree }, signal);
      const source = CheckId.parse(`before-${ports.ids.short()}`);
      const { command } = check;
      await runWatched(session, { source, command, network: false, timeoutMs, commands: place.commands }, signal);
      signal.throwIfAborted();
      figures.push(...(await coverageIn(session, place)));
    }
  }
  await session.recordStep('check', { type: 'coverage.before', tree, coverage: figures });
}

async function coverageIn({ task }: Session, place: CheckPlace): Promise<CoverageFigure[]> {
  const paths = coveragePaths(task);
  return paths.length === 0 ? [] : coverageFigures(paths, await place.written(isCoverageReport), place.folder);
}

interface Ran {
  command: string;
  tree: ObjectName;
  place: CheckPlace;
  result: WatchedResult;
  coverage: CoverageFigure[];
}

function receiptOf({ command, tree, place, result, coverage }: Ran): Receipt {
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
  };
}
