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
  const shown = shownImages(live);
  if (isWithin(shown, 1)) {
    return null;
  }
  // Those of one message are left out together, or none of them: the message can't be cut in two.
  const stays = shown.find(({ seq }) => isWithin(since(shown, seq), 2));
  return stays?.seq ?? (shown.at(-1)?.seq ?? 0) + 1;
}

/**
 * Which images that a person gave along stay shown beside a summary of everything up to `upToSeq`, and how many are told in
 * words only: the newest stay, at most so many, and no more than half of what a request may hold.
 */
export function imagesBeside(
  events: readonly RunnerEvent[],
  { upToSeq, most }: { upToSeq: number; most: number },
): KeptImages {
  const given = shownImages(liveEvents(events)).filter(({ of }) => isWordOfPerson(of) && of.seq <= upToSeq);
  const keptFrom = (seq: number) => given.filter(({ of }) => of.seq >= seq);
  const fits = (images: readonly Shown[]) => images.length <= most && isWithin(images, 2);
  const imagesFrom = given.find(({ of }) => fits(keptFrom(of.seq)))?.of.seq;
  const left = given.length - (imagesFrom === undefined ? 0 : keptFrom(imagesFrom).length);
  return { ...(imagesFrom === undefined ? {} : { imagesFrom }), ...(left === 0 ? {} : { imagesLeft: left }) };
}

type Summary = Extract<EventOf<'compacted'>, { kind: 'summary' }>;

/** What a summary says of the images that it sums up. */
export type KeptImages = Pick<Summary, 'imagesFrom' | 'imagesLeft'>;

interface Shown {
  bytes: number;
  /** Where it stands in the conversation: with what gave it, or with the summary that it is kept beside. */
  seq: number;
  of: RunnerEvent;
}

/** What a request would hold, the oldest first. */
function shownImages(live: readonly RunnerEvent[]): Shown[] {
  const summary = live.flatMap((event) => (event.type === 'compacted' && event.kind === 'summary' ? event : [])).at(-1);
  return live.flatMap((of) => {
    const images = imagesOf(of);
    const besideSeq = images.length > 0 && summary !== undefined ? besideWhich(summary, of) : null;
    const seq = besideSeq ?? of.seq;
    const isShown = images.length > 0 && seq >= shownFrom(live, of, besideSeq !== null);
    return isShown ? images.map(({ bytes }) => ({ bytes, seq, of })) : [];
  });
}

function since(images: readonly Shown[], from: number): Shown[] {
  return images.filter(({ seq }) => seq >= from);
}

/** Where the summary stands that an image was kept beside; null when it was not. */
function besideWhich({ imagesFrom, upToSeq }: Summary, event: RunnerEvent): number | null {
  const isKept = imagesFrom !== undefined && event.seq >= imagesFrom && event.seq <= upToSeq;
  return isKept && isWordOfPerson(event) ? upToSeq : null;
}

/** What a summary keeps word for word. */
function isWordOfPerson(event: RunnerEvent): boolean {
  return event.type === 'answer'
    ? event.decision.kind !== 'approve'
    : event.type === 'user.message' && event.source === 'user';
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

/** The task itself, and what is kept beside a summary, outlives it; what a person said outlives the outputs of then. */
function shownFrom(live: readonly RunnerEvent[], { type, ...event }: RunnerEvent, isKept: boolean): number {
  const isLasting = isKept || (type === 'user.message' && 'source' in event && event.source === 'prompt');
  return live.reduce((seq, made) => {
    if (
      made.type !== 'compacted' ||
      (made.kind !== 'images' && (isLasting || (made.kind === 'outputs' && type !== 'tool.result')))
    ) {
      return seq;
    }
    return Math.max(seq, made.kind === 'summary' ? made.upToSeq + 1 : made.beforeSeq);
  }, 0);
}

function isWithin(images: readonly { bytes: number }[], part: number): boolean {
  return images.length * part <= maxCount && images.reduce((sum, { bytes }) => sum + bytes, 0) * part <= maxBytes;
}
