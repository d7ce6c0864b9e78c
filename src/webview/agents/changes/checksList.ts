import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { TaskDetail } from '../../../core/views/agentsWindowModel';
import { checkLabel, checksOf } from '../../../core/checks/checks';
import { heldLabel } from '../../../core/sandbox/heldLabel';
import type { CheckItem } from '../../../core/views/transcriptItems';
import { icon } from '../icon';
import { receiptFacts } from './receiptFacts';
import type { TaskScene } from '../scene';
import { weakenedList } from '../transcript/weakenedList';

/** Each check with its receipt, the newest first, and how commands are run. */
export function checksList(scene: TaskScene, detail: TaskDetail | null): TemplateResult {
  const { view, t } = scene;
  const checks = (detail?.items ?? []).filter((item) => item.kind === 'check').reverse();
  const planned = checksOf(view.task).map(checkLabel).join(', ');
  const { sandbox, weakened } = view.run;
  return html`<div class="checks">
    ${weakened.length === 0 ? nothing : weakenedList(weakened, t)}
    ${
      checks.length === 0
        ? html`<p class="hint">
            ${
              planned === ''
                ? t('No verify command was chosen, so the result is not checked.')
                : t('Not checked yet. When the agent finishes, {0} is run.', planned)
            }
          </p>`
        : checks.map((check) => checkCard(scene, check))
    }
    ${
      sandbox === null
        ? nothing
        : html`<p class="hint sandbox">
            ${icon(sandbox.kind === 'none' ? 'unlock' : 'shield')}${heldLabel(sandbox, view.task.approvals, t)}
          </p>`
    }
  </div>`;
}

function checkCard(scene: TaskScene, check: CheckItem): TemplateResult {
  const { t } = scene;
  const { receipt } = check;
  const isGreen = receipt?.exitCode === 0;
  const [name, color] =
    receipt === null ? ['beaker', null] : isGreen ? ['pass', 'testing.iconPassed'] : ['error', 'testing.iconFailed'];
  return html`<div class="check">
    <div class="check-head">
      ${icon(name, color)}<code title=${check.command}>${check.command}</code>
      <button
        class="icon-button"
        title=${t('Show Output')}
        aria-label=${t('Show Output')}
        @click=${() => scene.change({ side: 'output', outputOf: check.key })}
      >
        ${icon('output')}
      </button>
    </div>
    ${receipt === null ? html`<p class="hint">${t('running')}</p>` : receiptFacts(receipt, t)}
  </div>`;
}
