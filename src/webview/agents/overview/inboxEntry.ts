import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { groupLabel } from '../../../core/views/taskGroups';
import { requestGroups } from '../../../core/views/openRequests';
import type { OpenRequest, RequestGroup } from '../../../core/views/openRequests';
import type { Decision, Request, TaskView } from '../../../protocol';
import { agentRow } from './agentRow';
import { approvalBody } from '../requests/approvalBody';
import { proposedBody } from '../requests/proposedBody';
import type { Scene } from '../scene';
import { setupBody } from '../transcript/setupBody';

/** All that waits for the person, the longest waiting first; requests of the same shape are one entry. */
export function inboxList(scene: Scene): TemplateResult | typeof nothing {
  const groups = requestGroups(scene.model.tasks);
  const { t } = scene;
  const count = groups.reduce((sum, { requests }) => sum + requests.length, 0);
  return count === 0
    ? nothing
    : html`<section class="inbox" aria-label=${groupLabel('waiting', t)}>
        <h2>${groupLabel('waiting', t)}<span class="count">${count}</span></h2>
        ${repeat(
          groups,
          ({ key }) => key,
          (group, index) => html`<inbox-entry .scene=${scene} .group=${group} .place=${index}></inbox-entry>`,
        )}
      </section>`;
}

/** A press that was meant for what stood here before must not decide. */
const deafMs = 500;

/** Requests alike, with the answers that can be given here: the careful one first. */
export class InboxEntry extends LitElement {
  static override readonly properties = {
    scene: { attribute: false },
    group: { attribute: false },
    place: { attribute: false },
    isBare: { attribute: false },
  };
  declare readonly scene: Scene;
  declare readonly group: RequestGroup;
  declare readonly place: number;
  /** Without the agents' rows, where they are named already. */
  declare readonly isBare: boolean | undefined;
  private movedAt = 0;

  override createRenderRoot(): this {
    return this;
  }

  override willUpdate(changed: PropertyValues<{ group: RequestGroup; place: number }>): void {
    const before = changed.get('group');
    const hasChanged = changed.has('group') && (before === undefined || idsOf(before) !== idsOf(this.group));
    if (changed.has('place') || hasChanged) {
      this.movedAt = performance.now();
    }
  }

  override render(): TemplateResult {
    const { requests } = this.group;
    return html`${requests.map((open, index) => this.request(open, requests[index + 1]))}${this.buttons()}`;
  }

  /** What is the same to the letter for the next agent too is shown once, below both. */
  private request({ view, request }: OpenRequest, next: OpenRequest | undefined): TemplateResult {
    const isSame = next !== undefined && !writesFiles(request) && contentOf(next.request) === contentOf(request);
    const row = this.isBare === true ? nothing : agentRow(this.scene, view);
    return html`${row}${isSame ? nothing : this.body(request, view)}`;
  }

  private body(request: Request, view: TaskView): TemplateResult | typeof nothing {
    const { t } = this.scene;
    if (request.kind === 'approval') {
      return html`<div class="request-body">${approvalBody(request, view, t)}${proposedBody(request, view, t)}</div>`;
    }
    return request.kind === 'setup' ? html`<div class="request-body">${setupBody(request, t)}</div>` : nothing;
  }

  /** Other requests are answered in the agent's own tab, where the work that they are about can be seen. */
  private buttons(): TemplateResult | typeof nothing {
    const { t } = this.scene;
    const [{ request }] = this.group.requests;
    const count = this.group.requests.length;
    if (request.kind !== 'approval' && request.kind !== 'setup') {
      return nothing;
    }
    return html`<div class="buttons">
      <button class="secondary" @click=${() => this.decide({ kind: 'deny' })}>
        ${count === 1 ? t('Deny') : t('Deny All {0}', count)}
      </button>
      <button class="secondary" @click=${() => this.decide({ kind: 'allow' })}>
        ${count === 1 ? t('Allow Once') : t('Allow All {0} Once', count)}
      </button>
    </div>`;
  }

  private decide(decision: Decision): void {
    if (performance.now() - this.movedAt < deafMs) {
      return;
    }
    for (const { view, request } of this.group.requests) {
      this.scene.post({ type: 'answer', taskId: view.task.id, requestId: request.requestId, decision });
    }
  }
}

/** What is written stands in the call, so two that are asked about alike may write different things. */
function writesFiles(request: Request): boolean {
  return request.kind === 'approval' && request.effect === 'file';
}

function idsOf({ requests }: RequestGroup): string {
  return requests.map(({ request }) => request.requestId).join(' ');
}

/** All that is shown of a request, which is all but the names it is told apart by. */
function contentOf(request: Request): string {
  const names = new Set(['requestId', 'callId', 'digest']);
  return JSON.stringify(request, (name, value: unknown) => (names.has(name) ? undefined : value));
}
