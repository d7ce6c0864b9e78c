import type { RunnerEvent } from '../protocol';

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
    if (event.type === 'restored' && event.what !== 'files') {
      live = liveEvents(events, Math.min(event.toSeq, event.seq - 1));
    }
    live.push(event);
  }
  return live;
}
