import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { hostEntry, hostUseLabel } from '../../../core/network/hostUses';
import type { NetworkSeen } from '../../../core/views/transcriptItems';
import type { Translate } from '../../../core/translate';

/** The hosts that a command reached or was kept from. */
export function networkList(seen: NetworkSeen | undefined, t: Translate): TemplateResult | typeof nothing {
  if (seen === undefined || seen.hosts.length === 0) {
    return nothing;
  }
  return html`<ul class="request-facts" aria-label=${t('Hosts')}>
    ${seen.hosts.map((use) => html`<li><code>${hostEntry(use)}</code> ${hostUseLabel(use, t)}</li>`)}
    ${seen.more === 0 ? nothing : html`<li>${t('and {0} more', seen.more)}</li>`}
  </ul>`;
}

/** `2 hosts blocked`; empty where nothing was. */
export function blockedMark(seen: NetworkSeen | undefined, t: Translate): string {
  const blocked = (seen?.hosts ?? []).filter((use) => use.blocked !== undefined).length;
  return blocked === 0 ? '' : blocked === 1 ? t('1 host blocked') : t('{0} hosts blocked', blocked);
}
