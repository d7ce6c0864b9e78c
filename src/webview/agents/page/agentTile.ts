import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { costLabel } from '../../../core/budget/spendingLabels';
import { landingLabel } from '../../../core/labels/landingLabel';
import { durationLabel, filesLabel, requestSubject, statusLabel } from '../../../core/labels/labels';
import { requestGroups } from '../../../core/views/openRequests';
import { showTiles } from '../../../core/views/windowLayout';
import { tileLines } from '../../../core/views/tileLines';
import type { Request } from '../../../protocol';
import { counts } from '../changes/changesList';
import { icon, taskIcon } from '../icon';
import { overlapMark } from '../overview/overlapsList';
import { elapsedMs } from '../scene';
import type { TaskScene } from '../scene';
import { stepLine } from '../transcript/stepLine';

/** An agent as far as a glance needs it: what it is, what it is at, its last rows, what it came to. */
export function agentTile(scene: TaskScene): TemplateResult {
  const { view, model, t } = scene;
  const detail = model.details[view.task.id];
  const { state } = view;
  const isOpen = state.kind === 'waiting' && view.app.landing.kind !== 'discarded';
  return html`${tileHead(scene)} ${stepLine(scene)} ${isOpen ? request(scene, state.request) : nothing}
  ${detail === undefined ? html`<div class="tile-rows"></div>` : rows(tileLines(detail, t))} ${facts(scene)}`;
}

function tileHead(scene: TaskScene): TemplateResult {
  const { view, model, t } = scene;
  const { title } = view.task;
  const elapsed = elapsedMs(view, scene.nowMs);
  const open = () => scene.layOut(showTiles(model.layout, 1, []), view.task.id);
  const label = t('Open {0}', title);
  return html`<header class="tile-head">
    ${taskIcon(view, model.statusColors)}
    <span class="tile-status">${statusLabel(view.state, t)}</span>
    <h2 title=${title}>${title}</h2>
    ${overlapMark(scene, view.task.id)}
    <span class="tile-time">${elapsed === null ? '' : durationLabel(elapsed, t)}</span>
    <button class="icon-button" title=${label} aria-label=${label} @click=${open}>${icon('screen-full')}</button>
  </header>`;
}

function rows({ kind, lines }: ReturnType<typeof tileLines>): TemplateResult {
  if (kind === 'output') {
    return html`<pre class="tile-rows output">${lines.map(({ text }) => html`<span>${text}</span>`)}</pre>`;
  }
  return html`<div class="tile-rows">
    ${lines.map((line) => html`<p title=${line.text}>${icon(line.icon ?? 'edit')}<span>${line.text}</span></p>`)}
  </div>`;
}

/** What can be decided at a glance has its buttons; the rest is answered in the agent's own page. */
function request(scene: TaskScene, asked: Request): TemplateResult {
  const { view, model, t } = scene;
  const [group] = requestGroups([view]);
  if (group !== undefined && (asked.kind === 'approval' || asked.kind === 'setup')) {
    return html`<inbox-entry
      class="tile-request"
      .scene=${scene}
      .group=${group}
      .place=${0}
      .isBare=${true}
    ></inbox-entry>`;
  }
  const subject = asked.kind === 'plan' ? t('A plan to approve') : requestSubject(asked, t);
  const open = () => scene.layOut(showTiles(model.layout, 1, []), view.task.id);
  return html`<div class="tile-request">
    <p title=${subject}>${subject}</p>
    <button class="secondary" @click=${open}>${t('Answer')}</button>
  </div>`;
}

function facts({ view, t }: TaskScene): TemplateResult {
  const { files } = view.run;
  const rest = [landingLabel(view.app.landing, t), costLabel(view, t)].filter((part) => part !== '').join(' · ');
  return html`<footer class="tile-facts" title=${filesLabel(files, t)}>
    ${counts(files, t)}<span>${rest}</span>
  </footer>`;
}
