import { LitElement, html } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { requestTitle } from '../../../core/labels/labels';
import type { Decision, Request } from '../../../protocol';
import { icon } from '../icon';
import type { TaskScene } from '../scene';

type PlanRequest = Extract<Request, { kind: 'plan' }>;

/** The agent's plan, to be edited and approved; comments are written in the box below. */
export class PlanCard extends LitElement {
  static override readonly properties = {
    scene: { attribute: false },
    request: { attribute: false },
    text: { state: true },
  };
  declare readonly scene: TaskScene;
  declare readonly request: PlanRequest;
  declare private text: string;

  constructor() {
    super();
    this.text = '';
  }

  override createRenderRoot(): this {
    return this;
  }

  override willUpdate(changed: PropertyValues<{ request: PlanRequest }>): void {
    if (changed.has('request') && changed.get('request')?.requestId !== this.request.requestId) {
      this.text = this.request.text;
    }
  }

  override render(): TemplateResult {
    const { t, view } = this.scene;
    const title = requestTitle(this.request, view.run.sandbox, t);
    const isEdited = this.text !== this.request.text;
    return html`<section class="request plan" role="group" aria-label=${title}>
      <h2>${icon('bell-dot', 'charts.yellow')}${title}</h2>
      <textarea
        aria-label=${t('The plan')}
        rows="14"
        spellcheck="false"
        .value=${this.text}
        @input=${(event: Event) => (this.text = (event.target as HTMLTextAreaElement).value)}
      ></textarea>
      <p class="plan-hint">${t('Edit the plan, or write comments below and send them to get another one.')}</p>
      <div class="buttons">
        <button
          class="primary"
          ?disabled=${this.text.trim() === ''}
          @click=${() => this.decide({ kind: 'approve', text: this.text.trim() })}
        >
          ${isEdited ? t('Approve as Edited') : t('Approve')}
        </button>
        <button class="secondary" @click=${() => this.decide({ kind: 'discard' })}>${t('Discard')}</button>
      </div>
    </section>`;
  }

  private decide(decision: Decision): void {
    const { view, post } = this.scene;
    post({ type: 'answer', taskId: view.task.id, requestId: this.request.requestId, decision });
  }
}
