import type { RunnerEvent } from '../../protocol';
import { liveEvents } from './liveEvents';

/** More is refused by providers, some of which count it in base 64. */
export const maxImageBytes = 3_500_000;
/** In pixels, the longer side. */
export const maxImageSide = 8000;

/** Of all images in one request: providers take no more than about 20 MB, and few more than twenty images. */
const maxBytes = 9_000_000;
const maxCount = 16;

/**
 * Before which event results have to be told without their images, so that a request holds no more of them than providers
 * take; null while it does not. When room is made, it is made for half of what may be.
 */
export function oldImages(events: readonly RunnerEvent[]): number | null {
  if (!events.some((event) => event.type === 'tool.result' && event.image !== undefined)) {
    return null;
  }
  const live = liveEvents(events);
  const done = live.reduce(
    (seq, event) =>
      event.type === 'compacted' ? Math.max(seq, event.kind === 'summary' ? event.upToSeq + 1 : event.beforeSeq) : seq,
    0,
  );
  const shown = live.flatMap((event) =>
    event.type === 'tool.result' && event.image !== undefined && event.seq >= done
      ? [{ ...event.image, seq: event.seq }]
      : [],
  );
  if (isWithin(shown, 1)) {
    return null;
  }
  const first = shown.findIndex((_, index) => isWithin(shown.slice(index), 2));
  return shown[first === -1 ? shown.length - 1 : first]?.seq ?? 0;
}

function isWithin(images: readonly { bytes: number }[], part: number): boolean {
  return images.length * part <= maxCount && images.reduce((sum, { bytes }) => sum + bytes, 0) * part <= maxBytes;
}
