import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { TaskDetail } from '../../../core/views/agentsWindowModel';
import { filesLabel, lineTotals } from '../../../core/labels/labels';
import { lineCounts } from './changesList';
import { checksList } from './checksList';
import { icon } from '../icon';
import { outputPane } from '../transcript/outputPane';
import type { SideTab, TaskScene } from '../scene';

const tabs: readonly SideTab[] = ['changes', 'checks', 'output'];

/** Beside the transcript: what changed, how it was checked, what commands printed. */
export function sidePanel(scene: TaskScene, detail: TaskDetail | null): TemplateResult {
  const { ui, t, view } = scene;
  const { files } = view.run;
  const { added, removed } = lineTotals(files);
  const labels: Record<SideTab, string> = { changes: t('Changes'), checks: t('Checks'), output: t('Terminal') };
  const content: Record<SideTab, () => TemplateResult> = {
    changes: () => html`<changes-panel .scene=${scene}></changes-panel>`,
    checks: () => checksList(scene, detail),
    output: () => outputPane(scene, detail),
  };
  return html`<aside class="side">
    <div class="side-tabs">
      <div role="tablist" aria-label=${t('Details')} @keydown=${(event: KeyboardEvent) => move(event, scene)}>
        ${tabs.map(
          (tab) =>
            html`<button
              role="tab"
              id="side-${tab}"
              aria-selected=${ui.side === tab}
              aria-controls="side-panel"
              tabindex=${ui.side === tab ? 0 : -1}
              @click=${() => scene.change({ side: tab })}
            >
              ${labels[tab]}
            </button>`,
        )}
      </div>
      <span class="side-counts" title=${filesLabel(files, t)}
        >${files.length === 0 ? nothing : lineCounts(added, removed)}</span
      >
      <button
        class="icon-button"
        title=${t('Review All Changes')}
        aria-label=${t('Review All Changes')}
        ?disabled=${view.run.files.length === 0}
        @click=${() => scene.post({ type: 'action', taskId: view.task.id, action: 'reviewAll' })}
      >
        ${icon('diff-multiple')}
      </button>
    </div>
    <div class="side-panel ${ui.side}" id="side-panel" role="tabpanel" aria-labelledby="side-${ui.side}">
      ${content[ui.side]()}
    </div>
  </aside>`;
}

function move(event: KeyboardEvent, scene: TaskScene): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const next = tabs[(tabs.indexOf(scene.ui.side) + step + tabs.length) % tabs.length];
  if (step !== 0 && next !== undefined) {
    event.preventDefault();
    scene.change({ side: next });
    document.getElementById(`side-${next}`)?.focus();
  }
}
