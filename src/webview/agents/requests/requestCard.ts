import { LitElement, html, nothing } from 'lit';
import type { PropertyValues, TemplateResult } from 'lit';
import { requestTitle } from '../../../core/labels/labels';
import { brokenSentence } from '../../../core/chains/chainLabels';
import { stallSentence } from '../../../core/run/stallLabels';
import { budgetSentences } from '../../../core/budget/spendingLabels';
import { approvalBody, previewButton, ruleOffers } from './approvalBody';
import { setupBody } from '../transcript/setupBody';
import type { Translate } from '../../../core/translate';
import type { ApprovalRequest, Decision, TaskView } from '../../../protocol';
import { icon } from '../icon';
import { type ButtonRequest, decisionButtons } from './requestButtons';
import { proposedBody } from './proposedBody';
import { redCheckBody } from './redCheckBody';
import type { TaskScene } from '../scene';

/** A key press that was meant for something else must not decide. */
const deafMs = 500;
/** While a box of VS Code opens after another, the page has the focus for a moment. To take it then would keep it from the box. */
const settleMs = 200;

/** What the task waits for, with the answers as buttons. The careful answer has the focus. */
export class RequestCard extends LitElement {
  static override readonly properties = { scene: { attribute: false }, request: { attribute: false } };
  declare readonly scene: TaskScene;
  declare readonly request: ButtonRequest;
  private shownAt = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('focus', this.onReturn);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('focus', this.onReturn);
  }

  override createRenderRoot(): this {
    return this;
  }

  override render(): TemplateResult {
    const { t, view } = this.scene;
    const title = requestTitle(this.request, view.run.sandbox, t);
    return html`<section class="request" role="group" aria-label=${title} @keydown=${this.onKey}>
      <h2>${icon('bell-dot', 'charts.yellow')}${title}</h2>
      ${requestBody(this.request, view, t)} ${proposedBody(this.request, view, t)}
      <div class="buttons">
        ${decisionButtons(this.request, t).map(
          ({ label, decision, isPrimary }, index) =>
            html`<button
              class=${isPrimary ? 'primary' : 'secondary'}
              data-first=${index === 0 ? 'yes' : nothing}
              @click=${() => this.decide(decision)}
            >
              ${label}
            </button>`,
        )}
        ${this.request.kind === 'approval' ? this.more(this.request) : nothing}
      </div>
    </section>`;
  }

  private more(request: ApprovalRequest): TemplateResult {
    return html`${previewButton(request, this.scene)}${ruleOffers(request, this.scene.t, (how) => this.decide(how))}`;
  }

  override updated(changed: PropertyValues<{ request: ButtonRequest }>): void {
    const before = changed.get('request');
    if (changed.has('request') && before?.requestId !== this.request.requestId) {
      this.shownAt = performance.now();
      this.takeFocus();
    }
  }

  /** Keys pressed at this moment were meant for what had the focus until now, also where a button here has it again. */
  private readonly onReturn = (): void => {
    this.shownAt = performance.now();
    setTimeout(this.takeFocus, settleMs);
  };

  /** Only where nobody is typing, neither in another part of VS Code nor in a text box, nor walks along the tabs. */
  private readonly takeFocus = (): void => {
    const isBusy = document.activeElement?.matches('textarea, [role=tab]:focus-visible') === true;
    if (document.hasFocus() && !isBusy && !this.contains(document.activeElement)) {
      this.shownAt = performance.now();
      this.querySelector<HTMLButtonElement>('button[data-first]')?.focus({ preventScroll: true });
    }
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const isPress = event.key === 'Enter' || event.key === ' ';
    if (isPress && performance.now() - this.shownAt < deafMs) {
      event.preventDefault();
    }
  };

  private decide(decision: Decision): void {
    const { view, post } = this.scene;
    post({ type: 'answer', taskId: view.task.id, requestId: this.request.requestId, decision });
  }
}

function requestBody(request: ButtonRequest, view: TaskView, t: Translate): TemplateResult {
  switch (request.kind) {
    case 'approval':
      return approvalBody(request, view, t);
    case 'setup':
      return setupBody(request, t);
    case 'question':
      return html`<p class="question">${request.question}</p>`;
    case 'red-check':
      return redCheckBody(request.receipt, t);
    case 'window':
      return html`<p>
        ${t('Its model is reached through VS Code: it goes on by itself in a window of its repository.')}
      </p>`;
    case 'chain':
      return html`<p>${brokenSentence(request, t)}</p>`;
    case 'limit':
      return html`<p>${t('It used {0} turns without finishing.', request.turns)}</p>`;
    case 'stalled':
      return html`<p>${stallSentence(request.stall, t)}</p>`;
    case 'budget':
      return html`${budgetSentences(request, t).map((sentence) => html`<p>${sentence}</p>`)}`;
  }
}
