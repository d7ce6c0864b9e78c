import type { Receipt, TrainShare } from '../../protocol';
import { receiptResult } from '../labels/labels';
import { english as t } from '../translate';
import { code } from './pullText';

/** What of a result came from which agent, as a table in Markdown. */
export function shareTable(shares: readonly TrainShare[]): string {
  const sum = (pick: (share: TrainShare) => number): number => shares.reduce((total, share) => total + pick(share), 0);
  const rows = shares.map(({ label, files, added, removed, tests, receipt }) =>
    row([cell(label), String(files), `+${added} −${removed}`, tests === 0 ? '' : `+${tests}`, checkCell(receipt)]),
  );
  const tests = sum((share) => share.tests);
  return [
    row(['Agent', 'Files', 'Lines', 'Tests', 'Its own check']),
    row(['---', '---', '---', '---', '---']),
    ...rows,
    ...(tests === 0 ? [] : ['', `Tests added by all of them: ${tests}.`]),
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A bar would end the cell, also in a span of code. */
function cell(text: string): string {
  return code(text).replaceAll('|', '\\|');
}

function checkCell(receipt: Receipt | undefined): string {
  return receipt === undefined ? '' : `${cell(receipt.command)} ${receiptResult(receipt, t).replaceAll('|', '\\|')}`;
}
