import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { pullLabel } from '../../../core/forges/pullLabel';
import { pullSetLabel } from '../../../core/forges/pullSetLabel';
import { pullSetStanding } from '../../../core/forges/pullSetStanding';
import type { TaskScene } from '../scene';

/** How the pull request stands; a click leads to it, or to what is to be done about it. */
export function pullLink({ view, model, t, post }: TaskScene): TemplateResult | typeof nothing {
  const { pull, pullSet } = view.app;
  const glance = model.pulls[view.task.id] ?? null;
  const label = pullLabel(pull, glance, t) || pullSetLabel(pullSet, glance, t);
  const isOpen = pull?.stage === 'open' || pullSetStanding(pullSet) === 'open';
  const action = isOpen ? 'openPullRequest' : 'createPullRequest';
  return label === ''
    ? nothing
    : html`<span class="pull">
        <button class="link" title=${label} @click=${() => post({ type: 'action', taskId: view.task.id, action })}>
          ${label}
        </button>
      </span>`;
}
