import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { diagnosedLabel, diagnosedLines } from '../../../core/problems/problemLabels';
import type { DiagnosedItem } from '../../../core/views/transcriptItems';
import type { TaskScene } from '../scene';
import { foldedRow } from './toolRow';

/** What is newly wrong with the files that were changed, as the model was told it. */
export function diagnosedRow(scene: TaskScene, item: DiagnosedItem): TemplateResult {
  const lines = diagnosedLines(item, scene.t);
  return foldedRow(scene, {
    key: item.key,
    icon: item.problems.length > 0 ? 'error' : 'check',
    text: diagnosedLabel(item, scene.t),
    result: '',
    isBad: item.problems.some(({ severity }) => severity === 'error'),
    body: () => html`<pre>${lines.length === 0 ? item.sources.join('\n') : lines.join('\n')}</pre>`,
  });
}
