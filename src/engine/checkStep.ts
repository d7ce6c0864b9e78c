import { tailOf } from '../core/excerpt';
import { failedTests } from '../core/failedTests';
import type { Step } from '../core/nextStep';
import { CheckId, type ObjectName, type Receipt } from '../protocol';
import { takeCheckpoint } from './checkpointing';
import type { Session } from './session';
import { runWatched, type WatchedResult } from './watchedCommand';

const timeoutMs = 30 * 60_000;
/** Characters of output that a model is handed. */
const maxOutput = 8000;

/** Runs the verify command on the files as they were just kept; its receipt names exactly that tree. */
export async function stepCheck(
  session: Session,
  { round, command }: Extract<Step, { kind: 'check' }>,
  signal: AbortSignal,
): Promise<void> {
  const { tree } = await takeCheckpoint(session);
  signal.throwIfAborted();
  const checkId = CheckId.parse(session.ports.ids.short());
  const started = await session.recordStep('check', { type: 'check.start', checkId, round, command, tree });
  if (started === null) {
    return;
  }
  const result = await runWatched(session, { source: checkId, command, network: false, timeoutMs }, signal);
  signal.throwIfAborted();
  const receipt = receiptOf(session, { command, tree, result });
  const output = result.output.trimEnd();
  const failed = receipt.failures === undefined ? {} : { failed: failedTests(result.failures, output, maxOutput) };
  await session.record({ type: 'check.result', checkId, receipt, tail: tailOf(output, maxOutput), ...failed });
}

function receiptOf(
  { ports }: Session,
  { command, tree, result }: { command: string; tree: ObjectName; result: WatchedResult },
): Receipt {
  const failures = result.exitCode === 0 ? [] : result.failures.map(({ failure }) => failure);
  return {
    command,
    exitCode: result.exitCode,
    ...(result.ended === undefined ? {} : { ended: result.ended }),
    ...(result.counts === null ? {} : { counts: result.counts }),
    ...(failures.length === 0 ? {} : { failures }),
    durationMs: result.durationMs,
    tree,
    sandboxed: ports.commands.report.kind !== 'none',
  };
}
