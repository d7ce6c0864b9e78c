import type { EventOf, ImageRef, RunnerEvent } from '../../protocol';
import { imagesSaid } from '../composer/withAttachments';
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
  if (!events.some((event) => imagesOf(event).length > 0)) {
    return null;
  }
  const live = liveEvents(events);
  const shown = live.flatMap((event) =>
    event.seq < shownFrom(live, event) ? [] : imagesOf(event).map(({ bytes }) => ({ bytes, seq: event.seq })),
  );
  if (isWithin(shown, 1)) {
    return null;
  }
  const first = shown.findIndex((_, index) => isWithin(shown.slice(index), 2));
  return shown[first === -1 ? shown.length - 1 : first]?.seq ?? 0;
}

/** Those of a result, or those that a person gave along. */
function imagesOf(event: RunnerEvent): readonly Pick<ImageRef, 'bytes'>[] {
  if (event.type === 'tool.result') {
    return event.image !== undefined ? [event.image] : event.tool === 'ask_user' ? saidIn(event.text) : [];
  }
  return event.type === 'user.message' ? saidIn(event.text) : event.type === 'answer' ? saidIn(wordsOf(event)) : [];
}

/** A text as a whole is looked at only where it can hold one. */
function saidIn(text: string): readonly ImageRef[] {
  return text.includes('image/') ? imagesSaid(text) : [];
}

function wordsOf({ decision }: EventOf<'answer'>): string {
  return ('text' in decision ? decision.text : undefined) ?? '';
}

/** The task itself outlives a summary, and what a person said outlives the outputs of then. */
function shownFrom(live: readonly RunnerEvent[], { type, ...event }: RunnerEvent): number {
  const isTask = type === 'user.message' && 'source' in event && event.source === 'prompt';
  return live.reduce((seq, made) => {
    if (
      made.type !== 'compacted' ||
      (made.kind !== 'images' && (isTask || (made.kind === 'outputs' && type !== 'tool.result')))
    ) {
      return seq;
    }
    return Math.max(seq, made.kind === 'summary' ? made.upToSeq + 1 : made.beforeSeq);
  }, 0);
}

function isWithin(images: readonly { bytes: number }[], part: number): boolean {
  return images.length * part <= maxCount && images.reduce((sum, { bytes }) => sum + bytes, 0) * part <= maxBytes;
}
