import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { TaskDetail } from '../../core/agentsWindowModel';
import { failureTitle } from '../../core/failedTests';
import { durationLabel, receiptResult, sandboxLabel } from '../../core/labels';
import type { CheckItem } from '../../core/transcript';
import type { Translate } from '../../core/translate';
import type { Receipt } from '../../protocol';
import { icon } from './icon';
import type { TaskScene } from './scene';

/** Each check with its receipt, the newest first, and how commands are run. */
export function checksList(scene: TaskScene, detail: TaskDetail | null): TemplateResult {
  const { view, t } = scene;
  const checks = (detail?.items ?? []).filter((item) => item.kind === 'check').reverse();
  const { sandbox } = view.run;
  return html`<div class="checks">
    ${
      checks.length === 0
        ? html`<p class="hint">
            ${
              view.task.verify === null
                ? t('No verify command was chosen, so the result is not checked.')
                : t('Not checked yet. When the agent finishes, {0} is run.', view.task.verify)
            }
          </p>`
        : checks.map((check) => checkCard(scene, check))
    }
    ${
      sandbox === null
        ? nothing
        : html`<p class="hint sandbox">
            ${icon(sandbox.kind === 'none' ? 'unlock' : 'shield')}${sandboxLabel(sandbox, t)}
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

const shownFailures = 10;

function receiptFacts(receipt: Receipt, t: Translate): TemplateResult {
  const failed = (receipt.failures ?? []).slice(0, shownFailures);
  const facts: [string, string][] = [
    [t('Result'), receiptResult(receipt, t)],
    [t('Took'), durationLabel(receipt.durationMs, t)],
    [t('Tree'), receipt.tree.slice(0, 10)],
    [t('Sandbox'), receipt.sandboxed ? t('yes') : t('no')],
    ...failed.map((failure, at): [string, string] => [at === 0 ? t('Failed tests') : '', failureTitle(failure)]),
  ];
  return html`<dl>
    ${facts.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}
