import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { answeredList } from '../../../core/pullReview/answeredList';
import type { TaskScene } from '../scene';
import { foldedRow } from './toolRow';

/** The list that a review was answered with, which its report and its diff show in words; null for any other text. */
export function listedRow(scene: TaskScene, { key, text }: { key: string; text: string }): TemplateResult | null {
  const { view, t } = scene;
  const listed = view.task.purpose?.kind === 'review' ? answeredList(text) : null;
  return listed === null
    ? null
    : foldedRow(scene, {
        key,
        icon: 'checklist',
        text: listed.length === 1 ? t('Listed 1 finding') : t('Listed {0} findings', listed.length),
        result: '',
        body: () => html`<pre>${JSON.stringify(listed, null, 2)}</pre>`,
      });
}
