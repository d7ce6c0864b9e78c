import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { memberName, memberTitle } from '../../../core/groups/memberName';
import { startedByLabel } from '../../../core/agents/agentLabels';
import { landingLabel } from '../../../core/labels/landingLabel';
import { durationLabel, filesLabel, reasonLabel, stateLabel } from '../../../core/labels/labels';
import { outsideLabel } from '../../../core/sprints/sprintLabels';
import type { TaskView } from '../../../protocol';
import { counts } from '../changes/changesList';
import { icon, taskIcon } from '../icon';
import { overlapMark } from './overlapsList';
import { elapsedMs } from '../scene';
import type { Scene } from '../scene';

/** An agent in a list, which opens its tab. */
export function agentRow(scene: Scene, view: TaskView): TemplateResult {
  const { t } = scene;
  const elapsed = elapsedMs(view, scene.nowMs);
  const landing = landingLabel(view.app.landing, t);
  const place = scene.model.elsewhere.has(view.task.id) ? t('in another window') : '';
  const { pinned, color } = view.app.marks;
  const name = memberName(view, scene.model.arena.races) ?? view.task.title;
  const reason = [reasonLabel(view.state, t), startedByLabel(view.task, t), place, landing]
    .filter((part) => part !== '')
    .join(' · ');
  const outside = outsideLabel(view.task.scope, view.run.files, t);
  const files = [filesLabel(view.run.files, t), outside].filter((part) => part !== '').join(', ');
  return html`<button
    class="agent-row"
    aria-description=${[pinned ? t('pinned') : '', stateLabel(view.state, t), place, landing, files].filter((part) => part !== '').join(', ')}
    title=${`${memberTitle(view, scene.model.arena.races)}\n${stateLabel(view.state, t)}`}
    @click=${() => scene.select(view.task.id)}
  >
    ${taskIcon(view, scene.model.statusColors)}
    <span class="agent-title" .style=${color === null ? '' : `color: var(--vscode-charts-${color})`}
      >${pinned ? icon('pinned') : nothing}${name}</span
    >
    <span class="agent-said">
      <span class="agent-reason">${reason}</span>
      ${overlapMark(scene, view.task.id)}
      ${outside === '' ? nothing : html`<span class="outside-scope" title=${outside}>${icon('warning')}${t('outside its scope')}</span>`}
    </span>
    <span class="agent-files">${counts(view.run.files, t)}</span>
    <span class="agent-time">${elapsed === null ? '' : durationLabel(elapsed, t)}</span>
  </button>`;
}
