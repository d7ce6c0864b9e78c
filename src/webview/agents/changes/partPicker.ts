import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Translate } from '../../../core/translate';
import type { ChangesPart, ShownStep } from '../../../protocol';
import type { TaskScene } from '../scene';

interface Picking {
  part: ChangesPart;
  steps: readonly ShownStep[];
  choose: (part: ChangesPart) => void;
}

/** All changes, those of the last turn, or those of one step; nothing before there are steps to choose among. */
export function partPicker({ t }: TaskScene, { part, steps, choose }: Picking): TemplateResult | typeof nothing {
  if (steps.length === 0) {
    return nothing;
  }
  const options: [part: ChangesPart, label: string][] = [
    [{ kind: 'all' }, t('All changes')],
    [{ kind: 'turn' }, t('Last turn')],
    ...(part.kind === 'step' && !steps.some(({ seq }) => seq === part.seq) ? [unlisted(part, t)] : []),
    ...steps.toReversed().map(({ seq, turn, label }): [ChangesPart, string] => {
      return [{ kind: 'step', seq }, t('Turn {0}: {1}', turn, label)];
    }),
  ];
  const pick = (event: Event) => {
    const { currentTarget } = event;
    const chosen = currentTarget instanceof HTMLSelectElement ? options[currentTarget.selectedIndex] : undefined;
    if (chosen !== undefined) {
      choose(chosen[0]);
    }
  };
  return html`<div class="part-picker">
    <select aria-label=${t('Which changes')} title=${t('Which changes')} @change=${pick}>
      ${options.map(([each, label]) => html`<option .selected=${samePart(each, part)}>${label}</option>`)}
    </select>
  </div>`;
}

/** A step too old to be listed, or too new. */
function unlisted(part: ChangesPart, t: Translate): [part: ChangesPart, label: string] {
  return [part, t('The chosen step')];
}

export function samePart(one: ChangesPart, other: ChangesPart): boolean {
  return one.kind === other.kind && (one.kind !== 'step' || (other.kind === 'step' && one.seq === other.seq));
}
