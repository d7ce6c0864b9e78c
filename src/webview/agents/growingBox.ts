import { html } from 'lit';
import type { TemplateResult } from 'lit';

interface GrowingBox {
  label: string;
  text: string;
  write: (text: string) => void;
  key: (event: KeyboardEvent) => void;
}

/** A box for words that is as high as what is written in it. */
export function growingBox({ label, text, write, key }: GrowingBox): TemplateResult {
  const onInput = (event: Event): void => {
    const box = event.target as HTMLTextAreaElement;
    write(box.value);
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  };
  return html`<textarea
    rows="1"
    aria-label=${label}
    placeholder=${label}
    .value=${text}
    @input=${onInput}
    @keydown=${key}
  ></textarea>`;
}
