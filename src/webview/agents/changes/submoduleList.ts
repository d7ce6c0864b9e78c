import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { submoduleLabel } from '../../../core/labels/submoduleLabel';
import { icon } from '../icon';
import type { TaskScene } from '../scene';

/** Submodules that commands changed files in; each opens what they changed, as it is now. */
export function submoduleList({ model, view, t, post }: TaskScene): TemplateResult[] {
  const { submodules = [] } = model.orders[view.task.id] ?? {};
  return submodules.map(
    (each) =>
      html`<button
        class="fold-row submodule-row"
        title=${t('A submodule is a repository of its own, so this is neither applied nor checked. Discard keeps it.')}
        @click=${() => post({ type: 'openDiff', taskId: view.task.id, path: each.path })}
      >
        ${icon('repo')}<span>${submoduleLabel(each, t)}</span>
      </button>`,
  );
}
