import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { TaskScene } from '../scene';
import { foldedRow } from './toolRow';

interface SummedUp {
  key: string;
  summary: string;
  /** Of the person's. */
  imagesLeft: number;
}

/** A summary, which can be read, and whether the model still sees what was given along. */
export function compactedRow(scene: TaskScene, { key, summary, imagesLeft }: SummedUp): TemplateResult {
  const { t } = scene;
  return foldedRow(scene, {
    key,
    icon: 'fold',
    text: t('Summed up the conversation to make room'),
    result:
      imagesLeft === 0
        ? ''
        : imagesLeft === 1
          ? t('1 of your images left out')
          : t('{0} of your images left out', imagesLeft),
    body: () => html`<pre>${summary}</pre>`,
  });
}
