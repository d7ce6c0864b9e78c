import * as vscode from 'vscode';
import type { QueueNotes } from '../app/queueNotes';
import type { TaskStore } from '../app/taskStore';
import { oneLine, reasonLabel } from '../core/labels/labels';
import { groupOf } from '../core/views/taskGroups';
import { setContextKey } from '../host/contextKeys';
import { t } from '../host/translate';
import type { TaskView } from '../protocol';
import type { DaySpent } from './daySpent';

/**
 * How many agents run and how many wait, and what the day has used; hidden when there is neither. A click shows the first
 * that waits.
 */
export function createStatusBar(
  store: TaskStore,
  spent: DaySpent,
  queue: Pick<QueueNotes, 'isPaused' | 'onDidPause'>,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('agents', vscode.StatusBarAlignment.Left, 5);
  item.name = t('Background Agents');
  item.command = { command: 'backgroundAgents.openAgentsWindow', title: '', arguments: [{ waiting: true }] };
  const update = () => {
    setContextKey('isPaused', queue.isPaused);
    draw(item, store, { spent: spent.current, isPaused: queue.isPaused });
  };
  update();
  const listening = [store.onDidChange(update), spent.onDidChange(update), queue.onDidPause(update)];
  return vscode.Disposable.from(item, spent, ...listening);
}

const mostSteps = 10;

/** `Add retry logic: Running tests — 31/47 passing`. */
function stepOf({ task, state }: TaskView): string {
  return t('{0}: {1}', oneLine(task.title, 60), reasonLabel(state, t));
}

function draw(
  item: vscode.StatusBarItem,
  store: TaskStore,
  { spent, isPaused }: { spent: string; isPaused: boolean },
): void {
  const groups = [...store.current.values()].map(groupOf);
  const running = groups.filter((group) => group === 'running').length;
  const waiting = groups.filter((group) => group === 'waiting').length;
  const words = [
    running > 0 ? t('{0} running', running) : '',
    waiting > 0 ? t('{0} waiting for you', waiting) : '',
    isPaused ? t('all are paused') : '',
  ].filter((part) => part !== '');
  if (words.length === 0) {
    item.hide();
    return;
  }
  const icon = isPaused ? '$(debug-pause)' : '$(sync)';
  item.text = [running > 0 || isPaused ? `${icon} ${running}` : '', waiting > 0 ? `$(bell-dot) ${waiting}` : '']
    .filter((part) => part !== '')
    .join('  ');
  const sentence = t('Agents: {0}', words.join(', '));
  const steps = [...store.current.values()].filter((view) => view.state.kind === 'running').map(stepOf);
  const shown = steps.slice(0, mostSteps);
  const more = steps.length > shown.length ? t('{0} more', steps.length - shown.length) : '';
  item.tooltip = [sentence, ...shown, more, spent].filter((line) => line !== '').join('\n');
  item.accessibilityInformation = { label: item.tooltip };
  item.backgroundColor = waiting > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  item.show();
}
