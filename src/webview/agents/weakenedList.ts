import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { weakenedLabel, weakeningLabel } from '../../core/checkLabels';
import { oneLine } from '../../core/labels';
import type { Translate } from '../../core/translate';
import type { Weakening } from '../../protocol';
import { icon } from './icon';

/** What makes the tests prove less than before the task; above the receipts, because it bears on all of them. */
export function weakenedList(findings: readonly Weakening[], t: Translate): TemplateResult {
  return html`<section class="weakened warning">
    <h3>${icon('warning', 'charts.yellow')}${weakenedLabel(findings.length, t)}</h3>
    <ul>
      ${findings.map(
        (finding) =>
          html`<li>${weakeningLabel(finding, t)}<code title=${finding.text}>${oneLine(finding.text, 120)}</code></li>`,
      )}
    </ul>
  </section>`;
}
