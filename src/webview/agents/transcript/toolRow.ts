import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { durationLabel, receiptResult } from '../../../core/labels/labels';
import { tenseOf, toolLabel } from '../../../core/labels/toolLabels';
import type { CheckItem, ToolItem } from '../../../core/views/transcriptItems';
import type { Translate } from '../../../core/translate';
import { lineCounts } from '../changes/changesList';
import { icon } from '../icon';
import { blockedMark, networkList } from './networkList';
import { toggled } from '../scene';
import type { TaskScene } from '../scene';
import { showOutput, stepActions } from './stepActions';

interface Folded {
  key: string;
  icon: string;
  text: string | TemplateResult;
  result: string | TemplateResult | typeof nothing;
  isBad?: boolean;
  actions?: TemplateResult;
  body: () => TemplateResult;
}

/** A single row that opens on click, Enter or Space. */
export function foldedRow({ ui, change }: TaskScene, row: Folded): TemplateResult {
  const isOpen = ui.opened.has(row.key);
  return html`<div class="row tool ${row.isBad === true ? 'bad' : ''}">
    <div class="tool-line">
      <button class="tool-head" aria-expanded=${isOpen} @click=${() => change({ opened: toggled(ui.opened, row.key) })}>
        ${icon(row.icon)}<span class="tool-text">${row.text}</span><span class="tool-result">${row.result}</span>
        ${icon(isOpen ? 'chevron-down' : 'chevron-right')}
      </button>
      ${row.actions ?? nothing}
    </div>
    ${isOpen ? html`<div class="tool-body">${row.body()}</div>` : nothing}
  </div>`;
}

export function toolRow(scene: TaskScene, item: ToolItem): TemplateResult {
  const { verb, object } = toolLabel(item.tool, item.input, tenseOf(item), scene.t);
  return foldedRow(scene, {
    key: item.key,
    icon: toolIcon(item),
    text: object === '' ? verb : html`${verb} <code title=${object}>${object}</code>`,
    result: toolResult(scene, item),
    isBad: item.outcome === 'error' || item.outcome === 'denied',
    actions: stepActions(scene, item),
    body: () => toolBody(scene, item),
  });
}

export function readsRow(scene: TaskScene, row: { key: string; items: ToolItem[] }): TemplateResult {
  const { t } = scene;
  const isFiles = row.items.every((item) => item.tool === 'read_file');
  return foldedRow(scene, {
    key: row.key,
    icon: 'book',
    text: isFiles ? t('Read {0} files', row.items.length) : t('Looked at {0} things', row.items.length),
    result: nothing,
    body: () => html`${row.items.map((item) => toolRow(scene, item))}`,
  });
}

export function checkRow(scene: TaskScene, item: CheckItem): TemplateResult {
  const { t } = scene;
  const { receipt } = item;
  const isGreen = receipt?.exitCode === 0;
  return foldedRow(scene, {
    key: item.key,
    icon: receipt === null ? 'beaker' : isGreen ? 'pass' : 'error',
    text: html`${receipt === null ? t('Checking with') : t('Checked with')}
      <code title=${item.command}>${item.command}</code>`,
    result: receipt === null ? '' : `${receiptResult(receipt, t)} · ${durationLabel(receipt.durationMs, t)}`,
    isBad: receipt !== null && !isGreen,
    actions: stepActions(scene, item),
    body: () => html`${item.tail === '' ? nothing : html`<pre>${item.tail}</pre>`}${outputLink(scene, item.key)}`,
  });
}

const icons: Partial<Record<string, string>> = {
  read_file: 'book',
  list_files: 'list-tree',
  search: 'search',
  edit_file: 'edit',
  apply_patch: 'diff',
  write_file: 'new-file',
  delete_file: 'trash',
  shell: 'terminal',
  shell_network: 'globe',
  command: 'terminal',
  ask_user: 'question',
  start_agent: 'run-all',
  message_agent: 'comment',
  wait_for_agent: 'watch',
  take_agent: 'git-merge',
  finish: 'check',
};

function toolIcon({ tool, outcome }: ToolItem): string {
  if (outcome === 'denied') {
    return 'circle-slash';
  }
  return outcome === 'error' ? 'warning' : (icons[tool] ?? 'tools');
}

function toolResult({ t }: TaskScene, item: ToolItem): TemplateResult | string {
  const outcomes: Record<ToolItem['outcome'], string> = {
    running: t('running'),
    denied: t('denied'),
    unknown: t('outcome unknown'),
    error: typeof item.exitCode === 'number' ? '' : t('failed'),
    ok: '',
  };
  if (item.outcome === 'ok' && item.lines !== undefined) {
    return lineCounts(item.lines.added, item.lines.removed);
  }
  return [blockedMark(item.network, t), outcomes[item.outcome], exitLabel(item, t), tookLabel(item, t)]
    .filter((part) => part !== '')
    .join(' · ');
}

function exitLabel({ exitCode }: ToolItem, t: Translate): string {
  return typeof exitCode === 'number' && exitCode !== 0 ? t('exit {0}', exitCode) : '';
}

function tookLabel({ exitCode, durationMs }: ToolItem, t: Translate): string {
  return durationMs === undefined || exitCode === undefined ? '' : durationLabel(durationMs, t);
}

function toolBody(scene: TaskScene, item: ToolItem): TemplateResult {
  return html`${item.input === '' ? nothing : html`<pre class="tool-input">${pretty(item.input)}</pre>`}
  ${item.text === null || item.text === '' ? nothing : html`<pre>${item.text}</pre>`}
  ${networkList(item.network, scene.t)} ${item.hasOutput ? outputLink(scene, item.key) : nothing}`;
}

export function outputLink(scene: TaskScene, key: string): TemplateResult {
  return html`<button class="link" @click=${() => showOutput(scene, key)}>${scene.t('Show Output')}</button>`;
}

/** Strings of the input as they are meant, one field a line; malformed input as it came. */
function pretty(input: string): string {
  try {
    const value: unknown = JSON.parse(input);
    return typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map(([name, field]) => `${name}: ${typeof field === 'string' ? field : JSON.stringify(field)}`)
          .join('\n')
      : input;
  } catch {
    return input;
  }
}
