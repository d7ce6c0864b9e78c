import { noticeLabel } from '../labels/labels';
import type { Translate } from '../translate';
import { costLines } from './digestCosts';
import { decisionLines } from './digestDecisions';
import {
  type DigestLine,
  digestSections,
  type DigestSpan,
  type DigestTask,
  type Evidence,
  isWithin,
} from './digestLine';
import { riskLines } from './digestRisks';

export interface Digest extends DigestSpan {
  lines: readonly DigestLine[];
}

/**
 * What happened in the span, and what waits now, read from the journals alone; tasks in the order given, each section
 * in that of `digestSections`. Nothing is said that no line of a journal says.
 */
export function digestOf(tasks: readonly DigestTask[], span: DigestSpan, t: Translate): Digest {
  const lines = tasks.flatMap((task) => [
    ...stateLines(task, span, t),
    ...decisionLines(task, span, t),
    ...riskLines(task, span, t),
    ...costLines(task, span, t),
  ]);
  const sorted = digestSections.flatMap((section) => lines.filter((line) => line.section === section));
  return { ...span, lines: sorted };
}

/** Whether something happened that a person would want to be told of; what waits from before is no news. */
export function isNews({ lines }: Digest): boolean {
  return lines.some(({ section }) => section !== 'costs' && section !== 'waiting');
}

function stateLines(digestTask: DigestTask, span: DigestSpan, t: Translate): DigestLine[] {
  const { view } = digestTask;
  const isDiscarded = view.app.landing.kind === 'discarded';
  const evidence = isDiscarded ? null : stateEvidence(digestTask, span);
  const text = noticeLabel(view, t);
  const { kind } = view.state;
  const isTold = kind === 'waiting' || kind === 'failed' || kind === 'complete';
  return evidence === null || text === null || !isTold ? [] : [{ section: kind, text: ended(text), evidence }];
}

function ended(text: string): string {
  return /[.?!…]$/.test(text) ? text : `${text}.`;
}

/** What the task's state rests on; null when it came to it outside of the span. What waits is told whenever it began. */
function stateEvidence({ view, entries, events }: DigestTask, span: DigestSpan): Evidence | null {
  const { state, task } = view;
  if (state.kind === 'waiting') {
    const { requestId } = state.request;
    const asked = events.findLast((event) => 'request' in event && event.request.requestId === requestId);
    return asked === undefined ? null : { taskId: task.id, journal: 'events', seq: asked.seq };
  }
  const finished = events.findLast(({ type }) => type === 'finished');
  const failed = entries.findLast(({ type }) => type === 'prepare.failed' || type === 'runner.failed');
  const isOfApp = view.app.stage.kind === 'failed' && failed !== undefined;
  const last = isOfApp ? failed : finished;
  return last === undefined || !isWithin(last, span)
    ? null
    : { taskId: task.id, journal: isOfApp ? 'task' : 'events', seq: last.seq };
}
