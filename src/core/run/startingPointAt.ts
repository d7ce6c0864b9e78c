import type { BaseChange, RunnerEvent, StartingPoint } from '../../protocol';

/**
 * What the files of the step that the event `seq` ended are compared with. `current` is what the task's are compared with
 * now. A base that moved, and a way back over that, are in the journal; what stands before the first of them is its `from`.
 */
export function startingPointAt(events: readonly RunnerEvent[], seq: number, current: StartingPoint): StartingPoint {
  const last = events.findLast((event) => event.seq <= seq && baseChangeIn(event) !== undefined);
  const next = events.find((event) => event.seq > seq && baseChangeIn(event) !== undefined);
  const before = last === undefined ? undefined : baseChangeIn(last)?.to;
  const after = next === undefined ? undefined : baseChangeIn(next)?.from;
  const { snapshot, head, headName, uncommitted } = before ?? after ?? current;
  return { snapshot, head, headName, uncommitted };
}

/** What the event changes of that, if anything. */
export function baseChangeIn(event: RunnerEvent): BaseChange | undefined {
  return event.type === 'updated' || event.type === 'restored' ? event.base : undefined;
}
