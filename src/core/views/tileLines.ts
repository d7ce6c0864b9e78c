import { durationLabel, oneLine, receiptResult, requestSubject, stateLabel } from '../labels/labels';
import { tenseOf, toolLabel } from '../labels/toolLabels';
import type { Translate } from '../translate';
import type { TaskDetail } from './agentsWindowModel';
import { lastLines } from './lastLines';
import { finalState } from './taskView';
import { foldRows } from './transcript';
import type { CheckItem, SetupItem, ToolItem, TranscriptItem, TranscriptRow } from './transcriptItems';

export interface TileLine {
  key: string;
  /** A codicon; null for what a program or a model writes right now. */
  icon: string | null;
  text: string;
}

const rowCount = 3;
const outputRows = 6;
/** The last rows stand among so many items, since some have no line in a tile. */
const lookedAt = 60;

/** What a tile says of the agent's work: what runs now prints its last lines, else the last rows of the transcript stand there. */
export function tileLines(detail: TaskDetail, t: Translate): { kind: 'rows' | 'output'; lines: TileLine[] } {
  const recent = detail.items.slice(-lookedAt);
  const running = recent.findLast(isRunning);
  const printed = running === undefined ? undefined : detail.outputs.get(running.key);
  if (running !== undefined && printed !== undefined && printed.text.trim() !== '') {
    const lines = lastLines(printed.text, outputRows);
    return { kind: 'output', lines: lines.map((text, index) => ({ key: `${index}`, icon: null, text })) };
  }
  const written = [...detail.drafts].map(([key, text]) => ({ key, icon: null, text: oneLine(text.slice(-400), 400) }));
  const rows = foldRows(recent).flatMap((row) => lineOf(row, t));
  return { kind: 'rows', lines: [...rows, ...written].slice(-rowCount) };
}

function isRunning(item: TranscriptItem): item is ToolItem | CheckItem | SetupItem {
  return (
    ((item.kind === 'tool' || item.kind === 'setup') && item.outcome === 'running') ||
    (item.kind === 'check' && item.receipt === null)
  );
}

type Kind = TranscriptRow['kind'];
type Line<K extends Kind> = (row: Extract<TranscriptRow, { kind: K }>, t: Translate) => [icon: string, text: string];

/** Only what a person follows from afar has a line. */
const lines: { [K in Kind]?: Line<K> } = {
  user: ({ text, source }, t) =>
    source === 'check' ? ['reply', t('Told the agent what fails')] : ['account', oneLine(text, 200)],
  agent: ({ text }) => ['comment', oneLine(text, 400)],
  tool: (item, t) => [item.outcome === 'error' ? 'warning' : 'tools', toolText(item, t)],
  reads: ({ items }, t) => ['book', t('Looked at {0} things', items.length)],
  check: (item, t) =>
    item.receipt === null
      ? ['beaker', `${t('Checking with')} ${item.command}`]
      : [
          item.receipt.exitCode === 0 ? 'pass' : 'error',
          `${item.command} · ${receiptResult(item.receipt, t)} · ${durationLabel(item.receipt.durationMs, t)}`,
        ],
  setup: ({ command }, t) => ['tools', t('Setup: {0}', command)],
  request: ({ request }, t) => ['question', requestSubject(request, t)],
  outcome: ({ outcome }, t) => ['circle-small-filled', stateLabel(finalState(outcome), t)],
};

function lineOf(row: TranscriptRow, t: Translate): TileLine[] {
  const line = (lines[row.kind] as Line<Kind> | undefined)?.(row, t);
  return line === undefined ? [] : [{ key: row.key, icon: line[0], text: line[1] }];
}

function toolText(item: ToolItem, t: Translate): string {
  const { text } = toolLabel(item.tool, item.input, tenseOf(item), t);
  const exit = typeof item.exitCode === 'number' && item.exitCode !== 0 ? ` · ${t('exit {0}', item.exitCode)}` : '';
  return `${text}${exit}`;
}
