import { html } from 'lit';
import type { TemplateResult } from 'lit';

interface TakeBox {
  label: string;
  /** What a screen reader says, where the label alone would not do. */
  spoken: string;
  share: 'none' | 'some' | 'all';
  take: (isTaken: boolean) => void;
}

/** A box that takes places, or leaves them; half ticked when some of them are taken. */
export function takeBox({ label, spoken, share, take }: TakeBox): TemplateResult {
  const change = ({ currentTarget }: Event) => take((currentTarget as HTMLInputElement).checked);
  return html`<label class="take">
    <input
      type="checkbox"
      aria-label=${spoken}
      .checked=${share === 'all'}
      .indeterminate=${share === 'some'}
      @change=${change}
    /><span>${label}</span>
  </label>`;
}
