import { htmlPage } from '../labels/htmlPage';
import { htmlText as shown } from '../labels/htmlText';
import type { AuditExport } from './auditExport';
import { chainWords } from './chainWords';

const style = `
:root { color-scheme: light dark }
body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1f1f1f; background: #fff }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #ddd }
td.what { white-space: pre-wrap; overflow-wrap: anywhere; font-family: ui-monospace, monospace }
td.at, td.digest { white-space: nowrap; font-family: ui-monospace, monospace }
tr.refused td, p.broken { background: #fde7e9 }
tr.request td, tr.decision td { background: #fff8e1 }
.hidden { color: #a80000 }
@media (prefers-color-scheme: dark) {
  body { color: #ccc; background: #1f1f1f }
  th, td { border-bottom-color: #444 }
  tr.refused td, p.broken { background: #4b1f22 }
  tr.request td, tr.decision td { background: #3a3218 }
  .hidden { color: #f48771 }
}
`;

/** One HTML file: it loads nothing, runs nothing, and shows what others wrote as text in which nothing can hide. */
export function auditPage({ task, exportedAt, journals, records }: AuditExport): string {
  const rows = records.map(
    ({ at, kind, who = '', what, rule = '', digest = '' }) =>
      `<tr class="${kind}"><td class="at">${shown(at)}</td><td>${kind}</td><td>${shown(who)}</td>` +
      `<td class="what">${shown(what)}</td><td>${shown(rule)}</td><td class="digest">${shown(digest.slice(0, 16))}</td></tr>`,
  );
  const chains = [journals.task, journals.events].map(
    (chain) => `<p class="${chain.status}">${shown(chainWords(chain))}</p>`,
  );
  return htmlPage('Audit log', style, [
    `<h1>Audit log: ${shown(task.title)}</h1><p>Task ${shown(task.id)}, exported ${shown(exportedAt)}.</p>`,
    ...chains,
    '<table><thead><tr><th>When</th><th>Kind</th><th>Who</th><th>What</th><th>Rule</th><th>SHA-256</th></tr></thead><tbody>',
    ...rows,
    '</tbody></table>',
  ]);
}
