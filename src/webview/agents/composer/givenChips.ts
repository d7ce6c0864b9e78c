import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { givenLabel } from '../../../core/composer/givenLabel';
import { optionLabels, withoutOption } from '../../../core/composer/optionLabels';
import type { ComposerDraft, GivenPart } from '../../../protocol';
import type { Translate } from '../../../core/translate';
import { icon } from '../icon';

/** These are said by a picker below the box. */
const inPickers: ReadonlySet<string> = new Set(['model', 'base', 'place']);

interface Chip {
  icon: string;
  label: string;
  without: Partial<ComposerDraft>;
}

/** What is given along with what is written, and what was chosen for a new task; each can be taken away again. */
export function givenChips(
  draft: ComposerDraft,
  t: Translate,
  write: (change: Partial<ComposerDraft>) => void,
): TemplateResult | typeof nothing {
  const chips = chipsOf(draft, t);
  return chips.length === 0
    ? nothing
    : html`<ul class="chips" aria-label=${t('Attached')}>
        ${chips.map(
          (chip) =>
            html`<li class="chip" title=${chip.label}>
              ${icon(chip.icon)}<span>${chip.label}</span>
              <button
                type="button"
                class="icon-button"
                title=${t('Remove')}
                aria-label=${t('Remove {0}', chip.label)}
                @click=${() => write(chip.without)}
                @keydown=${(event: KeyboardEvent) => {
                  if (event.key === 'Delete' || event.key === 'Backspace') {
                    event.preventDefault();
                    write(chip.without);
                  }
                }}
              >
                ${icon('close')}
              </button>
            </li>`,
        )}
      </ul>`;
}

function chipsOf({ given, options }: ComposerDraft, t: Translate): Chip[] {
  return [
    ...given.map((part) => ({
      icon: iconOf(part),
      label: givenLabel(part, t),
      without: { given: given.filter((each) => each !== part) },
    })),
    ...optionLabels(options, t)
      .filter(({ option }) => !inPickers.has(option))
      .map(({ option, label }) => ({
        icon: 'settings',
        label,
        without: { options: withoutOption(options, option) },
      })),
  ];
}

function iconOf(part: GivenPart): string {
  const kinds = { file: 'file', folder: 'folder', symbol: 'symbol-method' } as const;
  return part.kind === 'mention' ? kinds[part.mention.kind] : part.attachment.image ? 'file-media' : 'selection';
}
