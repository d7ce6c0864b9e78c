import * as vscode from 'vscode';
import type { TaskStore } from '../app/taskStore';
import { groupOf } from '../core/views/taskGroups';
import { t } from '../host/translate';
import type { DaySpent } from './daySpent';

/**
 * How many agents run and how many wait, and what the day has used; hidden when there is neither. A click shows the first
 * that waits.
 */
export function createStatusBar(store: TaskStore, spent: DaySpent): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('agents', vscode.StatusBarAlignment.Left, 5);
  item.name = t('Background Agents');
  item.command = { command: 'backgroundAgents.openAgentsWindow', title: '', arguments: [{ waiting: true }] };
  const update = () => draw(item, store, spent.current);
  update();
  return vscode.Disposable.from(item, spent, store.onDidChange(update), spent.onDidChange(update));
}

function draw(item: vscode.StatusBarItem, store: TaskStore, spent: string): void {
  const groups = [...store.current.values()].map(groupOf);
  const running = groups.filter((group) => group === 'running').length;
  const waiting = groups.filter((group) => group === 'waiting').length;
  const words = [
    running > 0 ? t('{0} running', running) : '',
    waiting > 0 ? t('{0} waiting for you', waiting) : '',
  ].filter((part) => part !== '');
  if (words.length === 0) {
    item.hide();
    return;
  }
  item.text = [running > 0 ? `$(sync) ${running}` : '', waiting > 0 ? `$(bell-dot) ${waiting}` : '']
    .filter((part) => part !== '')
    .join('  ');
  const sentence = t('Agents: {0}', words.join(', '));
  item.tooltip = [sentence, spent].filter((line) => line !== '').join('\n');
  item.accessibilityInformation = { label: item.tooltip };
  item.backgroundColor = waiting > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
  item.show();
}
