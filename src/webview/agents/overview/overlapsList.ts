import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { clashLabel, otherLabel, overlapBadge, overlapLines, overlapPlace } from '../../../core/radar/overlapLabels';
import type { OverlapWith, TaskId } from '../../../protocol';
import { icon } from '../icon';
import type { Scene, TaskScene } from '../scene';

/** `2 conflicts` on a tab, a row or a tile, with the places as its tooltip. */
export function overlapMark({ model, t }: Scene, taskId: TaskId): TemplateResult | typeof nothing {
  const overlaps = model.overlaps[taskId] ?? [];
  const badge = overlapBadge(overlaps, t);
  return badge === ''
    ? nothing
    : html`<span class="overlap-mark" title=${overlapLines(overlaps, t).slice(0, 12).join('\n')}
        >${icon('git-merge')}<span>${badge}</span></span
      >`;
}

/** Where the agent's change meets others: each file opens both sides. */
export function overlapsList(scene: TaskScene): TemplateResult | typeof nothing {
  const { view, model, t, post } = scene;
  const overlaps = model.overlaps[view.task.id] ?? [];
  if (overlaps.length === 0) {
    return nothing;
  }
  const heading = t('Overlaps');
  return html`<section class="overlaps" aria-label=${heading}>
    <div class="overlaps-head">
      <h2>${heading}</h2>
      <span class="hint">${overlapBadge(overlaps, t)}</span>
      <button class="link" @click=${() => post({ type: 'tellOverlaps', taskId: view.task.id })}>
        ${t('Tell the Agents')}
      </button>
    </div>
    ${overlaps.map((each) => others(scene, each))}
  </section>`;
}

function others(scene: TaskScene, overlap: OverlapWith): TemplateResult {
  const { t } = scene;
  const who = otherLabel(overlap, t);
  return html`<h3 title=${who}>${t('With {0}', who)}</h3>
    <ul class="overlap-rows">
      ${overlap.conflicts.map((each) => row(scene, overlap, ['warning', each.path, overlapPlace(each, t)]))}
      ${overlap.clashes.map((each) => row(scene, overlap, ['info', each.usedIn, clashLabel(each, t)]))}
    </ul>`;
}

function row({ view, post }: TaskScene, { other }: OverlapWith, [name, path, text]: [string, string, string]) {
  const open = () => post({ type: 'openOverlap', taskId: view.task.id, other, path });
  return html`<li>
    <button class="overlap-row ${name}" title=${text} @click=${open}>${icon(name)}<span>${text}</span></button>
  </li>`;
}
