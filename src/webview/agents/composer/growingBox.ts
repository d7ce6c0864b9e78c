import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';

interface GrowingBox {
  label: string;
  text: string;
  /** Which of the offers above it is chosen; null where there are none. */
  active: number | null;
  write: (text: string, caret: number) => void;
  key: (event: KeyboardEvent) => void;
}

/** A box for words that is as high as what is written in it. */
export function growingBox({ label, text, active, write, key }: GrowingBox): TemplateResult {
  const onInput = (event: Event): void => {
    const box = event.target as HTMLTextAreaElement;
    write(box.value, box.selectionStart);
    fitHeight(box);
  };
  return html`<textarea
    rows="1"
    aria-label=${label}
    placeholder=${label}
    aria-autocomplete="list"
    aria-controls=${active === null ? nothing : 'offers'}
    aria-activedescendant=${active === null ? nothing : `offer-${active}`}
    .value=${text}
    @input=${onInput}
    @keydown=${key}
  ></textarea>`;
}

/** As high as what stands in it, which is looked at only when that changed. */
export function fitHeight(box: HTMLTextAreaElement): void {
  if (box.dataset['fits'] !== box.value) {
    box.dataset['fits'] = box.value;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }
}

/** Behind what was written for a person; 0 leaves it where it is. */
export function placeCaret(box: HTMLTextAreaElement, caret: number): void {
  if (caret > 0 && box.selectionStart !== caret) {
    box.setSelectionRange(caret, caret);
  }
}
