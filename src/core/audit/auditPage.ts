import { htmlPage } from '../labels/htmlPage';
import { htmlText as shown } from '../labels/htmlText';
import type { AuditExport } from './auditExport';
import { chainWords } from './chainWords';

const style = `
:root { color-scheme: light dark; --text: #1f1f1f; --dim: #616161; --page: #fff; --line: #ddd; --bad: #fde7e9; --asked: #fff8e1; --red: #a80000 }
@media (prefers-color-scheme: dark) { :root { --text: #ccc; --dim: #a0a0a0; --page: #1f1f1f; --line: #444; --bad: #4b1f22; --asked: #3a3218; --red: #f48771 } }
body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: var(--text); background: var(--page) }
h1, td.what, table.facts td { overflow-wrap: anywhere }
h1 { font-size: 1.5rem; margin: 0 0 .5rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line) }
table.facts { width: auto; margin-bottom: 1.5rem }
table.facts th, table.facts td { border: 0; padding: .15rem .6rem }
th { white-space: nowrap }
table.facts th { font-weight: normal; color: var(--dim) }
td.what { white-space: pre-wrap; font-family: ui-monospace, monospace; min-width: 20rem }
td.rule { min-width: 8rem }
td.at, td.digest { white-space: nowrap; font-family: ui-monospace, monospace }
tr.refused td, tr.broken td { background: var(--bad) }
tr.request td, tr.decision td { background: var(--asked) }
.hidden { color: var(--red) }
@media (max-width: 60rem) {
  table.records thead, table.records td:empty { display: none }
  table.records tr { display: flex; flex-wrap: wrap; border-bottom: 1px solid var(--line) }
  table.records td { border: 0 }
  table.records td.rule, table.records td.digest { order: 2; padding-top: 0; min-width: 0; color: var(--dim) }
  table.records td.what { order: 1; flex: 1 0 100%; min-width: 0; box-sizing: border-box }
  tr.refused, tr.request, tr.decision { background: var(--asked) }
  tr.refused { background: var(--bad) }
}
`;

/** One HTML file: it loads nothing, runs nothing, and shows what others wrote as text in which nothing can hide. */
export function auditPage({ task, exportedAt, journals, records }: AuditExport): string {
  const rows = records.map(
    ({ at, kind, who = '', what, rule = '', digest = '' }) =>
      `<tr class="${kind}"><td class="at">${shown(at)}</td><td>${kind}</td><td>${shown(who)}</td>` +
      `<td class="what">${shown(what)}</td><td class="rule">${shown(rule)}</td>` +
      `<td class="digest">${shown(digest.slice(0, 16))}</td></tr>`,
  );
  const facts = [
    fact('Task', task.id),
    fact('Exported', exportedAt),
    fact('task.jsonl', chainWords(journals.task), journals.task.status),
    fact('events.jsonl', chainWords(journals.events), journals.events.status),
  ];
  return htmlPage('Audit log', style, [
    `<h1>Audit log: ${shown(task.title)}</h1>`,
    `<table class="facts">${facts.join('')}</table>`,
    '<table class="records"><thead>',
    '<tr><th>When</th><th>Kind</th><th>Who</th><th>What</th><th>Rule</th><th>SHA-256</th></tr></thead><tbody>',
    ...rows,
    '</tbody></table>',
  ]);
}

function fact(name: string, value: string, kind = 'fact'): string {
  return `<tr class="${kind}"><th>${shown(name)}</th><td>${shown(value)}</td></tr>`;
}
