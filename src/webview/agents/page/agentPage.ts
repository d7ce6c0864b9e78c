import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { Request } from '../../../protocol';
import { agentBox } from '../composer/agentBox';
import { agentHeader } from './agentHeader';
import { sidePanel } from '../changes/sidePanel';
import { stepLine } from '../transcript/stepLine';
import type { TaskScene } from '../scene';

/** One agent: what it is at, what it did, what it changed, and a way to speak to it. */
export function agentPage(scene: TaskScene): TemplateResult {
  const { view, model } = scene;
  const { state } = view;
  const detail = model.details[view.task.id] ?? null;
  const isDiscarded = view.app.landing.kind === 'discarded';
  return html`<main class="agent" id="page" role="tabpanel" aria-labelledby="tab-${view.task.id}">
    ${agentHeader(scene)} ${stepLine(scene)}
    <div class="columns">
      <div class="conversation">
        <transcript-log .scene=${scene} .detail=${detail}></transcript-log>
        ${state.kind === 'waiting' && !isDiscarded ? requestPart(scene, state.request) : nothing}
        ${isDiscarded ? nothing : keyed(view.task.id, html`<queued-list .scene=${scene}></queued-list>`)}
        ${isDiscarded ? nothing : html`<chat-composer .scene=${scene} .boxOf=${() => agentBox(scene)}></chat-composer>`}
      </div>
      ${sidePanel(scene, detail)}
    </div>
  </main>`;
}

function requestPart(scene: TaskScene, request: Request): TemplateResult {
  return request.kind === 'plan'
    ? html`<plan-card .scene=${scene} .request=${request}></plan-card>`
    : html`<request-card .scene=${scene} .request=${request}></request-card>`;
}
