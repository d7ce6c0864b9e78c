import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { TaskDetail } from '../../../core/views/agentsWindowModel';
import { toolLabel } from '../../../core/labels/toolLabels';
import type { CheckItem, SetupItem, ToolItem, TranscriptItem } from '../../../core/views/transcriptItems';
import type { TaskScene } from '../scene';

const commandTools = new Set(['shell', 'shell_network', 'command']);

/** What one command printed, live while it runs; the latest one unless another was chosen. */
export function outputPane(scene: TaskScene, detail: TaskDetail | null): TemplateResult {
  const { t, ui } = scene;
  const runs = (detail?.items ?? []).filter(isRun);
  const run = runs.find((item) => item.key === ui.outputOf) ?? runs.at(-1);
  if (run === undefined || detail === null) {
    return html`<p class="hint">${t('No command was run so far.')}</p>`;
  }
  const choose = (event: Event) => scene.change({ outputOf: (event.target as HTMLSelectElement).value });
  return html`<select aria-label=${t('Command')} .value=${run.key} @change=${choose}>
      ${runs.map((item) => html`<option value=${item.key} ?selected=${item.key === run.key}>${title(item, scene)}</option>`)}
    </select>
    <output-terminal
      .scene=${scene}
      .callId=${run.key}
      .output=${detail.outputs.get(run.key) ?? null}
    ></output-terminal>`;
}

function isRun(item: TranscriptItem): item is ToolItem | CheckItem | SetupItem {
  return item.kind === 'check' || item.kind === 'setup' || (item.kind === 'tool' && commandTools.has(item.tool));
}

function title(item: ToolItem | CheckItem | SetupItem, { t }: TaskScene): string {
  if (item.kind === 'setup') {
    return t('Setup: {0}', item.command);
  }
  return item.kind === 'check'
    ? t('Check: {0}', item.command)
    : toolLabel(item.tool, item.input, 'done', t).object || item.tool;
}
