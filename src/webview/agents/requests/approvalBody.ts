import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { approvalFacts } from '../../../core/labels/approvalFacts';
import { plainText } from '../../../core/labels/plainText';
import { ruleOffer } from '../../../core/labels/ruleOffer';
import type { Translate } from '../../../core/translate';
import { worktreesOf } from '../../../core/worktrees/worktreesOf';
import type { ApprovalRequest, Decision, TaskView } from '../../../protocol';
import type { TaskScene } from '../scene';
import { shownCode, shownText } from '../shownText';

/** What would be done, whole and escaped, and what is known of its effect. */
export function approvalBody(request: ApprovalRequest, view: TaskView, t: Translate): TemplateResult {
  const facts = approvalFacts(request, t, worktreesOf(view));
  const whole = approvalFacts(request, t);
  return html`${shownCode(request.command)}${
    facts.length === 0
      ? nothing
      : html`<ul class="request-facts">
          ${facts.map((fact, index) => html`<li title=${titleOf(fact, whole[index])}>${shownText(fact)}</li>`)}
        </ul>`
  }`;
}

/** A path is shown from its worktree on, and whole in the title. */
function titleOf(fact: string, whole: string | undefined): string | typeof nothing {
  return whole === undefined || whole === fact ? nothing : plainText(whole);
}

/** Tries the command out on a copy; what a tool would write to a file is known without that. */
export function previewButton({ effect }: ApprovalRequest, { t, post, view }: TaskScene): unknown {
  const ask = (): void => post({ type: 'preview', taskId: view.task.id });
  return effect === 'file'
    ? nothing
    : html`<button class="secondary" @click=${ask}>${t('Show What It Would Change…')}</button>`;
}

/** The rules that may be kept, closed until they are asked for: each is read before it can be chosen. */
export function ruleOffers(request: ApprovalRequest, t: Translate, decide: (decision: Decision) => void): unknown {
  const offers = (request.offers ?? []).map(
    (rule) =>
      html`<li>
        <span>${ruleOffer(rule, t)}</span>
        <button class="secondary" @click=${() => decide({ kind: 'allow', remember: rule })}>
          ${t('Allow and Keep')}
        </button>
      </li>`,
  );
  const list = html`<details class="offers">
    <summary>${t('Always…')}</summary>
    <ul>
      ${offers}
    </ul>
  </details>`;
  return offers.length === 0 ? nothing : keyed(request.requestId, list);
}
