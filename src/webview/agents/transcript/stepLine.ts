import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { reasonLabel } from '../../../core/labels/labels';
import type { TaskState, TestCounts } from '../../../protocol';
import type { TaskScene } from '../scene';

/** What goes on now, or why it does not, with a bar where the number of tests is known. */
export function stepLine({ view, t }: TaskScene): TemplateResult {
  const { state } = view;
  const counts = countsOf(state);
  const said = sentence(reasonLabel(state, t));
  const hint = state.kind === 'failed' ? state.error.hint : undefined;
  return html`<div class="step ${state.kind}">
    <span class="step-text" role="status" title=${said}>${said}${hint === undefined ? '' : `. ${hint}`}</span>
    ${counts === undefined ? nothing : bar(counts, said)}
  </div>`;
}

/** A line of its own begins like one; in rows the same words are a clause. An address stays as it is. */
function sentence(clause: string): string {
  return /^\w+:\/\//u.test(clause) ? clause : clause.charAt(0).toLocaleUpperCase() + clause.slice(1);
}

function countsOf(state: TaskState): TestCounts | undefined {
  if (state.kind === 'running') {
    const { progress } = state;
    return progress?.kind === 'tool' || progress?.kind === 'checking' ? progress.counts : undefined;
  }
  return state.kind === 'waiting' && state.request.kind === 'red-check' ? state.request.receipt.counts : undefined;
}

function bar(counts: TestCounts, said: string): TemplateResult | typeof nothing {
  const done = counts.passed + counts.failed + (counts.skipped ?? 0);
  const total = Math.max(counts.total ?? 0, done);
  if (counts.total === undefined || total === 0) {
    return nothing;
  }
  const width = (part: number) => `width: ${(100 * part) / total}%`;
  return html`<span
    class="bar"
    role="progressbar"
    aria-label=${said}
    aria-valuemin="0"
    aria-valuemax=${total}
    aria-valuenow=${counts.passed}
  >
    <span class="bar-passed" .style=${width(counts.passed)}></span
    ><span class="bar-failed" .style=${width(counts.failed)}></span>
  </span>`;
}
