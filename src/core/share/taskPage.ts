import { costLabel } from '../budget/spendingLabels';
import { usageLabel } from '../budget/usageLabel';
import { htmlPage } from '../labels/htmlPage';
import { htmlText } from '../labels/htmlText';
import { engineLabel, filesLabel, receiptLabel, stateLabel } from '../labels/labels';
import { currentEngine } from '../models/currentEngine';
import { english } from '../translate';
import { foldTranscript } from '../views/transcript';
import { emptyTranscript } from '../views/transcriptFold';
import { patchHtml } from './patchHtml';
import { rowHtml } from './rowHtml';
import type { SharedTask } from './sharedTask';

const style = `
:root { color-scheme: light dark; --text: #1f1f1f; --dim: #616161; --page: #fff; --card: #f5f5f5; --line: #d4d4d4; --add: #e6f4ea; --del: #fbe9e7; --at: #eef2fb; --red: #a1260d }
@media (prefers-color-scheme: dark) { :root { --text: #ddd; --dim: #a0a0a0; --page: #1f1f1f; --card: #2a2a2a; --line: #454545; --add: #1f3a26; --del: #46201c; --at: #26304a; --red: #f48771 } }
body { font: 14px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem }
table.facts { border-collapse: collapse; margin-top: .5rem } table.facts th, table.facts td { padding: .1rem 1rem .1rem 0 }
table.facts th { text-align: left; font-weight: normal; color: var(--dim); vertical-align: top; white-space: nowrap } table.facts td { overflow-wrap: anywhere }
.user { background: var(--card); border-radius: 4px; padding: .5rem .75rem; margin: .75rem 0; white-space: pre-wrap; overflow-wrap: anywhere }
.agent { margin: .75rem 0; white-space: pre-wrap; overflow-wrap: anywhere } .handed { color: var(--dim) }
.note { color: var(--dim); margin: .25rem 0 } .hidden { color: var(--red) }
details { margin: .25rem 0 } summary { cursor: pointer; overflow-wrap: anywhere }
pre { background: var(--card); border-radius: 4px; padding: .5rem .75rem; overflow-x: auto; font: 12px/1.45 ui-monospace, monospace }
pre.diff { padding: .5rem 0 } pre.diff > span { display: inline-block; min-width: 100%; padding: 0 .75rem; box-sizing: border-box }
pre.diff .add { background: var(--add) } pre.diff .del { background: var(--del) } pre.diff .at { background: var(--at); color: var(--dim) }
@media print { body { max-width: none; margin: 0 } pre { white-space: pre-wrap; overflow-wrap: anywhere; overflow: visible } details > pre { break-inside: auto } }
`;

/** A task as one page: what was wanted, what came of it and what proves that, the change, and how it came about. */
export function taskPage(shared: SharedTask): string {
  const { view, events, patch, exportedAt } = shared;
  const { task, run, state } = view;
  const cost = [costLabel(view, english), usageLabel(run.usage, english)].filter((part) => part !== '').join(', ');
  const facts: [string, string][] = [
    ['Status', stateLabel(state, english)],
    ['Done by', engineLabel(currentEngine(task, run), english)],
    ['Made', task.createdAt],
    ['Changes', run.files.length === 0 ? 'none' : filesLabel(run.files, english)],
    ['Used', cost === '' ? 'nothing that is counted' : cost],
    ['Exported', exportedAt],
  ];
  return htmlPage(task.title, style, [
    `<h1>${htmlText(task.title)}</h1>`,
    `<table class="facts">${facts.map(factHtml).join('')}</table>`,
    '<h2>Task</h2>',
    `<div class="user">${htmlText(task.prompt)}</div>`,
    '<h2>Checks</h2>',
    receiptsHtml(shared),
    '<h2>Changes</h2>',
    patch === null || patch === '' ? '<p class="note">No change of files.</p>' : patchHtml(patch),
    '<h2>Transcript</h2>',
    ...foldTranscript(emptyTranscript, events).items.map(rowHtml),
  ]);
}

function factHtml([name, value]: [string, string]): string {
  return `<tr><th>${htmlText(name)}</th><td>${htmlText(value)}</td></tr>`;
}

function receiptsHtml({ view }: SharedTask): string {
  const { receipts } = view.run;
  if (receipts.length === 0) {
    return '<p class="note">No check ran on the final files.</p>';
  }
  const rows = receipts.map(
    (receipt) =>
      `<tr><th>${htmlText(receipt.exitCode === 0 ? 'passed' : 'red')}</th><td>${htmlText(receiptLabel(receipt, english))}, tree ${htmlText(receipt.tree.slice(0, 12))}</td></tr>`,
  );
  return `<table class="facts">${rows.join('')}</table>`;
}
