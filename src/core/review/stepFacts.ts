import type { RunnerEvent } from '../../protocol';
import { liveEvents } from '../conversation/liveEvents';
import { toolLabel } from '../labels/toolLabels';
import type { Translate } from '../translate';
import type { WorktreeState } from './worktreeStates';

/** What was going on when files became what they are. */
export interface StepFacts {
  /** What was done: the call after which the files were kept, or what else made them so. */
  label: string;
  /** The calls that could have changed files since the state before, in full. */
  calls: readonly { callId: string; seq: number; tool: string; input: string; label: string }[];
  /** What the agent said before it. */
  said: string;
  /** The message of a person that was in force: the prompt, or what they wrote later. */
  asked: { seq: number; text: string } | null;
  /** The event to show: the call, or the one that says what happened. */
  seq: number;
}

/** Told from the journal alone. */
export function stepFacts(
  events: readonly RunnerEvent[],
  { states, index }: { states: readonly WorktreeState[]; index: number },
  t: Translate,
): StepFacts {
  const state = states[index];
  if (state === undefined) {
    return { label: causeLabel('start', t), calls: [], said: '', asked: null, seq: 0 };
  }
  const calls = callsOf(events, { since: states[index - 1]?.seq ?? 0, state }, t);
  const label = state.cause === 'step' ? calls.at(-1)?.label : causeLabel(state.cause, t);
  const live = liveEvents(events, state.seq);
  return {
    label: label ?? t('After turn {0}', state.turn),
    calls,
    ...talkIn(live),
    seq: calls.at(-1)?.seq ?? state.seq,
  };
}

/** The call after which the files were kept; else all that may have changed them. */
function callsOf(
  events: readonly RunnerEvent[],
  { since, state }: { since: number; state: WorktreeState },
  t: Translate,
): StepFacts['calls'] {
  if (state.cause !== 'step') {
    return [];
  }
  const intents = events.flatMap((event) => (event.type === 'tool.intent' ? [event] : []));
  const own = intents.filter(({ callId }) => callId === state.callId);
  const between = intents.filter(({ seq, effect }) => seq > since && seq <= state.seq && effect !== 'read');
  return (own.length > 0 ? own : between).map(({ callId, seq, tool, input }) => {
    return { callId, seq, tool, input, label: toolLabel(tool, input, 'done', t).text };
  });
}

function talkIn(live: readonly RunnerEvent[]): Pick<StepFacts, 'said' | 'asked'> {
  const messages = live.flatMap((event) => (event.type === 'user.message' && event.source !== 'check' ? [event] : []));
  const asked = messages.at(-1);
  const answers = live.flatMap((event) => (event.type === 'message.end' && event.text !== '' ? [event] : []));
  const said = answers.filter(({ seq }) => seq > (asked?.seq ?? 0)).at(-1);
  return { said: said?.text ?? '', asked: asked === undefined ? null : { seq: asked.seq, text: asked.text } };
}

function causeLabel(cause: WorktreeState['cause'], t: Translate): string {
  switch (cause) {
    case 'start':
      return t('Was there before the task began');
    case 'updated':
      return t('Came with an update from the branch');
    case 'made':
      return t('Put together of the results of several agents');
    case 'restored':
      return t('Taken back to a step');
    case 'edited':
      return t('Edited by you, and handed back');
    case 'step':
      return t('Step');
  }
}
