import { checkLabel, checksOf } from '../../core/checks/checks';
import { coverageVerdict } from '../../core/checks/coverageVerdict';
import type { Step } from '../../core/run/nextStep';
import { CheckId, type CoverageFigure } from '../../protocol';
import { openCheckPlace } from '../checks/checkPlace';
import { takeCheckpoint } from '../commands/checkpointing';
import { checkTimeoutMs, coverageIn, runCheck } from '../checks/checkRun';
import { marksVerdict } from '../checks/marksVerdict';
import type { Session } from '../session';
import { noteWeakened } from '../checks/weakening';
import { unchangedTestsVerdict } from '../checks/unchangedTestsVerdict';
import { runWatched } from '../commands/watchedCommand';

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
  if (check.kind === 'unchanged-tests') {
    await session.record({ type: 'check.result', checkId, ...(await unchangedTestsVerdict(session, kept.tree)) });
    return;
  }
  if (check.kind === 'marks') {
    await session.record({ type: 'check.result', checkId, ...(await marksVerdict(session, kept.tree)) });
    return;
  }
  const ran = await runCheck(session, { checkId, command, kept }, signal);
  await session.record({ type: 'check.result', checkId, ...ran });
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
      await runWatched(
        session,
        { source, command, network: false, timeoutMs: checkTimeoutMs, commands: place.commands },
        signal,
      );
      signal.throwIfAborted();
      figures.push(...(await coverageIn(session, place)));
    }
  }
  await session.recordStep('check', { type: 'coverage.before', tree, coverage: figures });
}
