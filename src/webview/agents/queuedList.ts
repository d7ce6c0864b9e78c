import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { TaskScene } from './scene';
import { icon } from './icon';

/** What waits until the agent would finish, each with a way to take it back. */
export function queuedList({ view, t, post }: TaskScene): TemplateResult | typeof nothing {
  const { queued } = view.run;
  const label = t('Withdraw');
  const isUnderWay = view.state.kind === 'running' || view.state.kind === 'waiting';
  if (queued.length === 0) {
    return nothing;
  }
  return html`<ul class="queued" aria-label=${t('Queued messages')}>
    ${queued.map(
      ({ seq, text }) =>
        html`<li>
          ${icon('clock')}<span class="queued-text" title=${text}>${text}</span>
          ${
            isUnderWay
              ? html`<button
                  class="icon-button"
                  title=${label}
                  aria-label=${label}
                  @click=${() => post({ type: 'withdraw', taskId: view.task.id, queuedSeq: seq })}
                >
                  ${icon('close')}
                </button>`
              : nothing
          }
        </li>`,
    )}
  </ul>`;
}
