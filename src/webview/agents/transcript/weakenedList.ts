import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { expectationsLabel, suppressedLabel, weakenedLabel, weakeningLabel } from '../../../core/checks/checkLabels';
import { oneLine } from '../../../core/labels/labels';
import type { Translate } from '../../../core/translate';
import { weakenedGroups } from '../../../core/weakenings/weakenedGroups';
import type { Weakening } from '../../../protocol';
import { icon } from '../icon';

/** What makes the checks prove less than before the task; above the receipts, because it bears on all of them. */
export function weakenedList(findings: readonly Weakening[], t: Translate): TemplateResult {
  const { tests, suppressions, expectations } = weakenedGroups(findings);
  const warning = icon('warning', 'charts.yellow');
  return html`${group(html`${warning}${weakenedLabel(tests.length, t)}`, tests, t)}
  ${group(html`${warning}${suppressedLabel(suppressions.length, t)}`, suppressions, t)}
  ${group(html`${icon('info')}${expectationsLabel(expectations.length, t)}`, expectations, t)}`;
}

function group(heading: TemplateResult, findings: readonly Weakening[], t: Translate): TemplateResult | typeof nothing {
  if (findings.length === 0) {
    return nothing;
  }
  const isSoft = findings.every(({ kind }) => kind === 'changed-expectation');
  return html`<section class="weakened ${isSoft ? '' : 'warning'}">
    <h3>${heading}</h3>
    <ul>
      ${findings.map(
        (finding) =>
          html`<li>${weakeningLabel(finding, t)}<code title=${finding.text}>${oneLine(finding.text, 120)}</code></li>`,
      )}
    </ul>
  </section>`;
}
