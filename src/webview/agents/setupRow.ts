import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { durationLabel, oneLine } from '../../core/labels';
import type { SetupItem } from '../../core/transcript';
import type { TaskScene } from './scene';
import { foldedRow, outputLink } from './toolRow';

/** A list of setup commands, or an install, with the step that it has come to, and at its end with how many there were. */
export function setupRow(scene: TaskScene, item: SetupItem): TemplateResult {
  const { t } = scene;
  const isFailed = item.outcome === 'failed';
  const verb = item.of === 'install' ? t('Installing dependencies') : t('Setting up');
  const done =
    item.of === 'install' ? t('Installed dependencies') : item.steps > 1 ? t('Set up the worktree') : t('Set up');
  const took = item.durationMs === undefined ? '' : durationLabel(item.durationMs, t);
  const exit = isFailed && typeof item.exitCode === 'number' ? t('exit {0}', item.exitCode) : '';
  const isOver = item.outcome === 'done' && item.of === 'setup';
  const count = item.steps === 1 ? '' : isOver ? t('{0} steps', item.steps) : t('step {0}/{1}', item.step, item.steps);
  const command = html`<code title=${item.command}>${oneLine(item.command)}</code>`;
  return foldedRow(scene, {
    key: item.key,
    icon: isFailed ? 'error' : item.outcome === 'done' ? 'pass' : 'tools',
    text: isOver && item.steps > 1 ? done : html`${item.outcome === 'done' ? done : verb} ${command}`,
    result: [count, exit, took].filter((part) => part !== '').join(' · '),
    isBad: isFailed,
    body: () => html`${item.tail === '' ? nothing : html`<pre>${item.tail}</pre>`}${outputLink(scene, item.key)}`,
  });
}
