import type { EventOf, RunnerEvent } from '../../protocol';

/**
 * The events that the conversation consists of: without those that were taken back by going back to an earlier step. Going
 * back to a step among these brings back what belonged to it.
 */
export function liveEvents(events: readonly RunnerEvent[], toSeq = Infinity): RunnerEvent[] {
  let live: RunnerEvent[] = [];
  for (const event of events) {
    if (event.seq > toSeq) {
      return live;
    }
    if (takesBack(event)) {
      live = liveEvents(events, Math.min(event.toSeq, event.seq - 1));
    }
    live.push(event);
  }
  return live;
}

/** Whether the event takes back what was before it, down to an earlier step. */
export function takesBack(event: RunnerEvent): event is RunnerEvent & EventOf<'restored'> {
  return event.type === 'restored' && event.what !== 'files';
}
