import { mentionAt } from '../../../core/composer/mentionAt';
import type { ComposerBox, SendWay } from './composerBox';
import { composerOffers, type Offer } from './composerOffers';
import { afterKey } from './offerMenu';
import type { Scene } from '../scene';

/** Where a person is in a box. */
export interface Pen {
  caret: number;
  /** Of the offers. */
  chosen: number;
  isMenuOpen: boolean;
  /** The person closed the offers for what is written now. */
  isQuiet: boolean;
}

export const atRest: Pen = { caret: 0, chosen: 0, isMenuOpen: false, isQuiet: false };

export function offersAt({ model, t, drafts }: Scene, box: ComposerBox, pen: Pen): Offer[] {
  const writing = { box, draft: drafts.read(box.of), caret: pen.caret, completed: model.completed, t };
  return pen.isQuiet ? [] : composerOffers(writing);
}

/** Keeps what was written, and asks what a name that is begun may mean. */
export function afterWriting({ drafts, post }: Scene, { of }: ComposerBox, text: string, caret: number): Pen {
  drafts.write(of, { text });
  const begun = mentionAt(text, caret);
  if (begun !== null) {
    post({ type: 'complete', of, query: begun.query });
  }
  return { ...atRest, caret };
}

/** Writes an offer out, with what it gives along. */
export function afterChoosing({ drafts }: Scene, { of }: ComposerBox, offer: Offer): Pen {
  const { text, caret, given } = offer.take();
  drafts.write(of, { text });
  if (given !== undefined) {
    drafts.give(of, [given]);
  }
  return { ...atRest, caret };
}

/** What a key does: another offer is chosen or the chosen one taken, it is sent, or the box changed; null: it only writes. */
export type Pressed = { pen: Pen } | { offer: Offer } | { way: SendWay } | null;

export function afterPress(event: KeyboardEvent, scene: Scene, box: ComposerBox, pen: Pen): Pressed {
  const offers = offersAt(scene, box, pen);
  const step = afterKey(event, pen.chosen, offers.length);
  const offer = offers[pen.chosen];
  if (typeof step === 'number') {
    return { pen: { ...pen, chosen: step } };
  }
  if (step === 'take' && offer !== undefined) {
    return { offer };
  }
  if (event.key === 'Escape' && offers.length > 0) {
    return { pen: { ...pen, isQuiet: true } };
  }
  const way = box.wayOf(event);
  return way === null ? afterEmptyPress(event, scene, box) : { way };
}

/** In an empty box the last words come back, and Backspace takes the last thing away. */
function afterEmptyPress({ key }: KeyboardEvent, { drafts }: Scene, { of, earlier }: ComposerBox): Pressed {
  const { text, given } = drafts.read(of);
  if (text === '' && key === 'ArrowUp' && earlier !== '') {
    drafts.write(of, { text: earlier });
    return { pen: { ...atRest, caret: earlier.length } };
  }
  if (text === '' && key === 'Backspace' && given.length > 0) {
    drafts.write(of, { given: given.slice(0, -1) });
    return { pen: atRest };
  }
  return null;
}
