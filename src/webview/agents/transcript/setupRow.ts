import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { durationLabel, oneLine } from '../../../core/labels/labels';
import type { SetupItem } from '../../../core/views/transcriptItems';
import type { Translate } from '../../../core/translate';
import { blockedMark, networkList } from './networkList';
import type { TaskScene } from '../scene';
import { stepActions } from './stepActions';
import { foldedRow, outputLink } from './toolRow';

/** A list of setup commands, or an install, with the step that it has come to, and at its end with how many there were. */
export function setupRow(scene: TaskScene, item: SetupItem): TemplateResult {
  const isFailed = item.outcome === 'failed';
  return foldedRow(scene, {
    key: item.key,
    icon: isFailed ? 'error' : item.outcome === 'done' ? 'pass' : 'tools',
    text: setupRowText(item, scene.t),
    result: setupRowResult(item, scene.t),
    isBad: isFailed,
    actions: stepActions(scene, item),
    body: () =>
      html`${item.tail === '' ? nothing : html`<pre>${item.tail}</pre>`}
      ${networkList(item.network, scene.t)}${outputLink(scene, item.key)}`,
  });
}

function setupRowText({ of, outcome, command, steps }: SetupItem, t: Translate): string | TemplateResult {
  const code = html`<code title=${command}>${oneLine(command)}</code>`;
  if (of === 'install') {
    return html`${outcome === 'done' ? t('Installed dependencies') : t('Installing dependencies')} ${code}`;
  }
  if (outcome !== 'done') {
    return html`${t('Setting up')} ${code}`;
  }
  return steps > 1 ? t('Set up the worktree') : html`${t('Set up')} ${code}`;
}

function setupRowResult({ of, outcome, step, steps, exitCode, durationMs, network }: SetupItem, t: Translate): string {
  const isOver = of === 'setup' && outcome === 'done';
  const count = steps === 1 ? '' : isOver ? t('{0} steps', steps) : t('step {0}/{1}', step, steps);
  const exit = outcome === 'failed' && typeof exitCode === 'number' ? t('exit {0}', exitCode) : '';
  const took = durationMs === undefined ? '' : durationLabel(durationMs, t);
  return [count, blockedMark(network, t), exit, took].filter((part) => part !== '').join(' · ');
}
