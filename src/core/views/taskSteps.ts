import type { EventOf, ObjectName, RunnerEvent } from '../../protocol';
import { toolLabel } from '../labels/toolLabels';
import type { Translate } from '../translate';

/** A point that a task can be taken back to, or forked from. */
export interface TaskStep {
  /** From 0, the beginning of the task. */
  number: number;
  /** The event that ended it. */
  seq: number;
  at: string;
  turn: number;
  /** The files as they were then; null at the beginning, where they are those of the task's snapshot. */
  kept: { commit: ObjectName; tree: ObjectName } | null;
  label: string;
}

/** The steps of a task in their order, also those that were taken back since. */
export function stepsOf(events: readonly RunnerEvent[], t: Translate): TaskStep[] {
  const steps: TaskStep[] = [];
  const labels = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'user.message' && steps.length === 0) {
      steps.push({ number: 0, seq: event.seq, at: event.at, turn: 0, kept: null, label: t('Beginning') });
    } else if (event.type === 'tool.intent') {
      labels.set(event.callId, toolLabel(event.tool, event.input, 'done', t).text);
    } else if (isNewBeginning(event)) {
      const { seq, at, checkpoint } = event;
      const turn = steps.at(-1)?.turn ?? 0;
      steps.push({ number: steps.length, seq, at, turn, kept: checkpoint, label: movedLabel(event, t) });
    } else if (event.type === 'checkpoint' && isNew(event, steps.at(-1))) {
      const { seq, at, turn, callId, commit, tree } = event;
      const label = labels.get(callId ?? '') ?? t('After turn {0}', turn);
      steps.push({ number: steps.length, seq, at, turn, kept: { commit, tree }, label });
    }
  }
  return steps;
}

/** A look at all files that found nothing new is no step. */
function isNew(
  { callId, tree }: { callId?: string | undefined; tree: ObjectName },
  last: TaskStep | undefined,
): boolean {
  return callId !== undefined || last?.kept?.tree !== tree;
}

type NewBeginning = RunnerEvent & EventOf<'updated' | 'made'>;

/** The files became others, and no step of the agent did it. */
function isNewBeginning(event: RunnerEvent): event is NewBeginning {
  return event.type === 'updated' || event.type === 'made';
}

function movedLabel({ type }: NewBeginning, t: Translate): string {
  return type === 'made' ? t('Put together') : t('Updated to the branch');
}
