import * as vscode from 'vscode';
import type { KnownMoves } from '../app/knownMoves';
import type { TaskStore } from '../app/taskStore';
import { openRequests } from '../core/views/openRequests';
import { groupLabel, groupTasks } from '../core/views/taskGroups';
import type { TaskGroup } from '../core/views/taskGroups';
import { onSettingsChange, settings } from '../host/settings';
import { t } from '../host/translate';
import type { FileChange, TaskId } from '../protocol';
import { fileItem, taskItem } from './agentItems';

export type AgentNode =
  | { kind: 'group'; group: TaskGroup; taskIds: readonly TaskId[] }
  | { kind: 'task'; taskId: TaskId }
  | { kind: 'file'; taskId: TaskId; file: FileChange };

const quietMs = 150;

/** The sidebar's list of agents: groups, agents, their changed files. */
export class AgentsTree implements vscode.TreeDataProvider<AgentNode>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private readonly view: vscode.TreeView<AgentNode>;
  private readonly listeners: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: TaskStore,
    private readonly moves: { known: Pick<KnownMoves, 'current' | 'onDidChange'>; lookSoon: () => void },
  ) {
    this.view = vscode.window.createTreeView('backgroundAgents.agents', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    const later = () => this.refreshSoon();
    this.listeners = vscode.Disposable.from(
      this.view,
      this.changes,
      store.onDidChange(later),
      moves.known.onDidChange(later),
      onSettingsChange(later),
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) {
          moves.lookSoon();
        }
      }),
    );
    if (this.view.visible) {
      moves.lookSoon();
    }
    this.drawBadge();
  }

  getChildren(node?: AgentNode): AgentNode[] {
    if (node === undefined) {
      return groupTasks(this.store.current.values()).map(({ group, views }) => ({
        kind: 'group',
        group,
        taskIds: views.map(({ task }) => task.id),
      }));
    }
    if (node.kind === 'group') {
      return node.taskIds.map((taskId) => ({ kind: 'task', taskId }));
    }
    const { taskId } = node;
    return node.kind === 'task' ? this.files(taskId).map((file) => ({ kind: 'file', taskId, file })) : [];
  }

  getTreeItem(node: AgentNode): vscode.TreeItem {
    if (node.kind === 'group') {
      return groupItem(node.group, node.taskIds.length);
    }
    const view = this.store.current.get(node.taskId);
    if (view === undefined) {
      return new vscode.TreeItem(node.taskId);
    }
    const move = this.moves.known.current.get(node.taskId) ?? null;
    return node.kind === 'task'
      ? taskItem(view, { colors: settings.statusColors, nowMs: Date.now(), move })
      : fileItem(view, node.file);
  }

  getParent(node: AgentNode): AgentNode | undefined {
    if (node.kind === 'group') {
      return undefined;
    }
    const { taskId } = node;
    const holds = (group: AgentNode) => group.kind === 'group' && group.taskIds.includes(taskId);
    return node.kind === 'file' ? { kind: 'task', taskId } : this.getChildren().find(holds);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listeners.dispose();
  }

  private files(taskId: TaskId): readonly FileChange[] {
    return this.store.current.get(taskId)?.run.files ?? [];
  }

  /** Many changes in a moment are drawn as one. */
  private refreshSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.changes.fire(undefined);
      this.drawBadge();
    }, quietMs);
  }

  private drawBadge(): void {
    const waiting = openRequests(this.store.current.values()).length;
    const tooltip = waiting === 1 ? t('1 agent waits for you') : t('{0} agents wait for you', waiting);
    this.view.badge = waiting === 0 ? undefined : { value: waiting, tooltip };
    this.view.message = setAsideMessage(this.store.setAside.length);
  }
}

function setAsideMessage(count: number): string {
  if (count === 0) {
    return '';
  }
  return count === 1
    ? t('1 agent could not be read and is set aside. Doctor says why.')
    : t('{0} agents could not be read and are set aside. Doctor says why.', count);
}

function groupItem(group: TaskGroup, count: number): vscode.TreeItem {
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(groupLabel(group, t), group === 'discarded' ? Collapsed : Expanded);
  item.id = group;
  item.description = String(count);
  item.contextValue = 'group';
  return item;
}
