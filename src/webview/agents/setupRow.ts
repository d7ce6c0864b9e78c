import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { durationLabel, oneLine } from '../../core/labels';
import type { SetupItem } from '../../core/transcript';
import type { TaskScene } from './scene';
import { foldedRow, outputLink } from './toolRow';

/** A list of setup commands, or an install, with the step that it has come to. */
export function setupRow(scene: TaskScene, item: SetupItem): TemplateResult {
  const { t } = scene;
  const isFailed = item.outcome === 'failed';
  const verb = item.of === 'install' ? t('Installing dependencies') : t('Setting up');
  const done = item.of === 'install' ? t('Installed dependencies') : t('Set up');
  const took = item.durationMs === undefined ? '' : durationLabel(item.durationMs, t);
  const exit = isFailed && typeof item.exitCode === 'number' ? t('exit {0}', item.exitCode) : '';
  return foldedRow(scene, {
    key: item.key,
    icon: isFailed ? 'error' : item.outcome === 'done' ? 'pass' : 'tools',
    text: html`${item.outcome === 'done' ? done : verb} <code title=${item.command}>${oneLine(item.command)}</code>`,
    result: [t('step {0}/{1}', item.step, item.steps), exit, took].filter((part) => part !== '').join(' · '),
    isBad: isFailed,
    body: () => html`${item.tail === '' ? nothing : html`<pre>${item.tail}</pre>`}${outputLink(scene, item.key)}`,
  });
}
