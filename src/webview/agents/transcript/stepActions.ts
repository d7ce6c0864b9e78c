import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { CheckItem, SetupItem, ToolItem } from '../../../core/views/transcriptItems';
import { icon } from '../icon';
import type { TaskScene, Ui } from '../scene';

/** From a row to what it printed, what it changed, and back to the files as they were then; in sight where a person is. */
export function stepActions(scene: TaskScene, item: ToolItem | CheckItem | SetupItem): TemplateResult {
  const { t, view, post } = scene;
  const taskId = view.task.id;
  const { output, changed, step } = stepOf(item);
  const isThere = view.app.workspace !== null && view.app.landing.kind !== 'discarded';
  return html`<span class="tool-actions">
    ${output ? action('output', t('Show Output'), () => showOutput(scene, item.key)) : nothing}
    ${
      changed === undefined
        ? nothing
        : action('diff', t('Show Changes'), () => {
            showBeside(scene, { side: 'changes', part: { taskId, part: { kind: 'step', seq: changed } } });
          })
    }
    ${
      step === undefined || !isThere
        ? nothing
        : action('discard', t('Go Back to This Step'), () => post({ type: 'goBack', taskId, seq: step }))
    }
  </span>`;
}

export function showOutput(scene: TaskScene, key: string): void {
  showBeside(scene, { side: 'output', outputOf: key });
}

/** Events: `changed` keeps what it changed; the last step up to `step` is the one to go back to. */
interface Step {
  output: boolean;
  changed: number | undefined;
  step: number | undefined;
}

function stepOf(item: ToolItem | CheckItem | SetupItem): Step {
  switch (item.kind) {
    case 'tool':
      return { output: item.hasOutput, changed: item.stepSeq, step: item.stepSeq };
    case 'check':
      return { output: true, changed: undefined, step: item.seq };
    case 'setup':
      return { output: true, changed: undefined, step: undefined };
  }
}

/** In a narrow window the side panel is out of sight. */
function showBeside(scene: TaskScene, ui: Partial<Ui>): void {
  scene.change(ui);
  document.getElementById('side-panel')?.scrollIntoView({ block: 'nearest' });
}

function action(name: string, label: string, act: () => void): TemplateResult {
  return html`<button class="icon-button" title=${label} aria-label=${label} @click=${act}>${icon(name)}</button>`;
}
