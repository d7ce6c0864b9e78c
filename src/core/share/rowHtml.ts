import { madeLabel } from '../groups/madeWords';
import { htmlCode, htmlText } from '../labels/htmlText';
import { modelLabel, receiptLabel, requestSubject, stateLabel } from '../labels/labels';
import { tenseOf, toolLabel } from '../labels/toolLabels';
import { english } from '../translate';
import { finalState } from '../views/taskView';
import type { ToolItem, TranscriptItem } from '../views/transcriptItems';

/** One row of a transcript; empty for what says nothing to others. */
export function rowHtml(item: TranscriptItem): string {
  return (rows[item.kind] as Draw<Kind> | undefined)?.(item) ?? '';
}

type Kind = TranscriptItem['kind'];
type Draw<K extends Kind> = (item: Extract<TranscriptItem, { kind: K }>) => string;

const rows: { [K in Kind]?: Draw<K> } = {
  user: ({ text, source }) => block(source === 'check' ? 'check handed back' : 'user', text),
  agent: ({ text }) => block('agent', text),
  tool: toolRow,
  check: ({ command, receipt, tail }) =>
    opened(receipt === null ? `Check: ${command}` : `Check: ${receiptLabel(receipt, english)}`, tail),
  setup: ({ command, outcome, tail }) => opened(`Setup: ${command} (${outcome})`, tail),
  request: ({ request, decision }) =>
    note(`Asked: ${requestSubject(request, english)} – ${decision === null ? 'not answered' : decision.kind}`),
  aside: ({ question, answer }) => opened(`On the side: ${question}`, answer ?? ''),
  model: ({ model }) => note(`Going on with ${modelLabel(model, english)}.`),
  interrupted: () => note('Interrupted.'),
  restored: ({ toSeq }) => note(`Taken back to an earlier step (event ${toSeq}).`),
  made: ({ from, files }) => note(madeLabel({ from, files }, english)),
  updated: ({ commits }) => note(`Updated to the branch (${commits} commits).`),
  overlaps: ({ text }) => opened('Told what others change', text),
  compacted: ({ made }) =>
    typeof made === 'object'
      ? opened('Summed up to make room', made.summary)
      : note(`Left out old ${made} to make room.`),
  withheld: ({ paths }) => note(`Not kept, because they hold a secret: ${paths.join(', ')}`),
  outcome: ({ outcome }) => note(stateLabel(finalState(outcome), english)),
};

function toolRow(item: ToolItem): string {
  const { text: label } = toolLabel(item.tool, item.input, tenseOf(item), english);
  const lines = item.lines === undefined ? '' : ` +${item.lines.added} −${item.lines.removed}`;
  const exit = item.exitCode === undefined || item.exitCode === null ? '' : ` exit ${item.exitCode}`;
  const outcome = item.outcome === 'ok' ? '' : ` (${item.outcome})`;
  return opened(`${label}${lines}${exit}${outcome}`, item.text ?? '');
}

function block(kind: string, text: string): string {
  return `<div class="${kind}">${htmlText(text)}</div>`;
}

function note(text: string): string {
  return `<p class="note">${htmlText(text)}</p>`;
}

function opened(summary: string, text: string): string {
  return text.trim() === ''
    ? note(summary)
    : `<details><summary>${htmlText(summary)}</summary><pre>${htmlCode(text)}</pre></details>`;
}
