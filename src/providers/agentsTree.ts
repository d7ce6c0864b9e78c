import * as vscode from 'vscode';
import type { TaskStore } from '../app/tasks/taskStore';
import { KeptRows } from '../core/listing/keptRows';
import type { Disposable } from '../core/ports';
import { sprintLines } from '../core/sprints/sprintLines';
import { openRequests } from '../core/views/openRequests';
import { isListed } from '../core/views/taskGroups';
import { setContextKey } from '../host/contextKeys';
import { runCommand } from '../host/commandRegistrar';
import { onSettingsChange } from '../host/settings';
import { t } from '../host/translate';
import { AgentRows, type AgentNode, type AroundTasks } from './agentRows';
import { Soon } from './soon';

const quietMs = 150;

interface Changing {
  onDidChange(listener: () => void): Disposable;
}

interface Watched {
  known: Changing;
  lookSoon(): void;
}

/** What the rows show, and what says that it has changed. */
type Around = AroundTasks & { moves: Watched; pulls: Watched; orders: Changing & Disposable } & Record<
    'groups' | 'listing' | 'radar' | 'marks',
    Changing
  >;

/** The sidebar's list of agents: groups, agents, their changed files. */
export class AgentsTree implements vscode.TreeDataProvider<AgentNode>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<AgentNode[] | undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private readonly view: vscode.TreeView<AgentNode>;
  private readonly listeners: vscode.Disposable;
  private readonly refreshing = new Soon(() => this.refresh(), quietMs);
  private readonly rows: AgentRows;
  private readonly drawn: KeptRows<AgentNode, vscode.TreeItem>;

  constructor(
    private readonly store: TaskStore,
    private readonly around: Around,
  ) {
    this.rows = new AgentRows(store, around);
    this.drawn = new KeptRows(this.rows);
    this.view = vscode.window.createTreeView('backgroundAgents.agents', {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
      manageCheckboxStateManually: true,
    });
    const later = () => this.refreshing.ask();
    this.listeners = vscode.Disposable.from(
      this.view,
      this.changes,
      store.onDidChange(later),
      around.moves.known.onDidChange(later),
      around.groups.onDidChange(later),
      around.pulls.known.onDidChange(later),
      around.listing.onDidChange(later),
      around.radar.onDidChange(later),
      around.marks.onDidChange(later),
      around.orders.onDidChange(later),
      around.orders,
      this.view.onDidChangeCheckboxState(({ items }) => void this.takeChecks(items)),
      onSettingsChange(later),
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) {
          around.moves.lookSoon();
          around.pulls.lookSoon();
        }
      }),
    );
    if (this.view.visible) {
      around.moves.lookSoon();
      around.pulls.lookSoon();
    }
    this.drawBadge();
  }

  getChildren(node?: AgentNode): AgentNode[] {
    return this.drawn.below(node);
  }

  getTreeItem(node: AgentNode): vscode.TreeItem {
    return this.drawn.item(node);
  }

  dispose(): void {
    this.refreshing.dispose();
    this.listeners.dispose();
  }

  /** A box that can't be ticked is drawn again as it was. */
  private async takeChecks(items: readonly (readonly [AgentNode, vscode.TreeItemCheckboxState])[]): Promise<void> {
    for (const [node, state] of items) {
      if (node.kind === 'file' && this.store.current.has(node.taskId)) {
        const isTicked = state === vscode.TreeItemCheckboxState.Checked;
        await runCommand('toggleReviewed', { taskId: node.taskId, path: node.path, isReviewed: isTicked });
      }
      this.drawn.outdate(node);
    }
    this.refreshing.ask();
  }

  /** Many changes in a moment are drawn as one. */
  private refresh(): void {
    this.rows.arrange();
    const changed = this.drawn.changed();
    this.changes.fire(changed === 'all' ? undefined : changed);
    this.drawBadge();
  }

  private drawBadge(): void {
    const waiting = openRequests(this.store.current.values()).length;
    const tooltip = waiting === 1 ? t('1 agent waits for you') : t('{0} agents wait for you', waiting);
    this.view.badge = waiting === 0 ? undefined : { value: waiting, tooltip };
    const sprints = sprintLines(this.around.groups.current.values(), this.store.current, t);
    this.view.message = [this.filterMessage(), ...sprints, setAsideMessage(this.store.setAside.length)]
      .filter((part) => part !== '')
      .join('\n');
    setContextKey('isFiltered', this.around.listing.current.filter !== '');
  }

  private filterMessage(): string {
    const { filter } = this.around.listing.current;
    if (filter === '') {
      return '';
    }
    const all = [...this.store.current.values()].filter(isListed);
    return t('Filter “{0}” shows {1} of {2} agents.', filter, this.rows.agents, all.length);
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
