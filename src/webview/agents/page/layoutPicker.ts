import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { showTiles } from '../../../core/views/windowLayout';
import type { TaskId, TaskView, TileCount } from '../../../protocol';
import { goAlong } from '../goAlong';
import type { Scene } from '../scene';

const counts: readonly TileCount[] = [1, 2, 4, 6];

/** How many agents are shown side by side. */
export function layoutPicker(scene: Scene): TemplateResult {
  const { model, t } = scene;
  const label = (count: TileCount) => (count === 1 ? t('Show one agent') : t('Show {0} agents side by side', count));
  return html`<div
    class="layout-picker"
    role="toolbar"
    aria-label=${t('Layout')}
    @keydown=${(event: KeyboardEvent) => goAlong(event, '.icon-button', 'columns')}
  >
    ${counts.map(
      (count) =>
        html`<button
          class="icon-button"
          title=${label(count)}
          aria-label=${label(count)}
          aria-pressed=${model.layout.count === count}
          tabindex=${model.layout.count === count ? 0 : -1}
          @click=${() => choose(scene, count)}
        >
          <span class="panes n${count}" aria-hidden="true">${Array.from({ length: count }, () => html`<i></i>`)}</span>
        </button>`,
    )}
  </div>`;
}

/** The chosen agent stays in sight; free tiles get those that are most worth a look. */
function choose({ model, layOut }: Scene, count: TileCount): void {
  const { selected, layout, tasks } = model;
  const ranked = [...tasks].filter((view) => view.app.landing.kind !== 'discarded').sort((a, b) => rank(a) - rank(b));
  const ids = ranked.map(({ task }) => task.id).filter((id) => !layout.closed.includes(id));
  const candidates: TaskId[] = selected === null ? ids : [selected, ...ids.filter((id) => id !== selected)];
  const next = showTiles(layout, count, candidates);
  const shown = next.cells.slice(0, count).filter((id) => id !== null);
  const isShown = selected !== null && (count === 1 || shown.includes(selected));
  layOut(next, isShown ? selected : count === 1 ? selected : (shown[0] ?? null));
}

function rank({ state }: TaskView): number {
  const order = ['waiting', 'running', 'preparing', 'queued', 'failed', 'complete', 'stopped'];
  return order.indexOf(state.kind);
}
