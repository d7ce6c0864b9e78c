import type { RunnerEvent } from '../../protocol';
import { itemsIn } from './transcript';
import type { TranscriptRow } from './transcriptItems';

/**
 * The key of the transcript's row that shows an event, or else the nearest one before it; null when that is not among
 * the events.
 */
export function rowOfStep(rows: readonly TranscriptRow[], events: readonly RunnerEvent[], seq: number): string | null {
  const places = new Map(rows.flatMap((row) => keysOf(row).map((key) => [key, row.key] as const)));
  const last = events.findLastIndex((event) => event.seq <= seq);
  for (let index = last; index >= 0; index -= 1) {
    const event = events[index];
    const key = event === undefined ? undefined : places.get(itemKey(event));
    if (key !== undefined) {
      return key;
    }
  }
  return null;
}

function keysOf(row: TranscriptRow): string[] {
  return itemsIn(row).map(({ key }) => key);
}

/** As the transcript names its items. */
function itemKey(event: RunnerEvent): string {
  if ('callId' in event && event.callId !== undefined) {
    return event.callId;
  }
  if ('checkId' in event) {
    return event.checkId;
  }
  if ('setupId' in event) {
    return event.setupId;
  }
  if ('messageId' in event) {
    return event.messageId;
  }
  if ('request' in event) {
    return event.request.requestId;
  }
  if ('requestId' in event) {
    return event.requestId;
  }
  return event.type === 'network.used' ? event.source : `e${event.seq}`;
}
