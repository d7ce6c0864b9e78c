import * as vscode from 'vscode';
import type { Arenas } from '../app/races/arenas';
import type { KnownPulls } from '../app/pulls/knownPulls';
import type { KnownMoves } from '../app/bases/knownMoves';
import type { TaskListing } from '../app/tasks/taskListing';
import type { Radar } from '../app/radar/radar';
import type { ReviewMarks } from '../app/reviews/reviewMarks';
import type { GroupStore } from '../app/tasks/groupStore';
import type { TaskStore } from '../app/tasks/taskStore';
import { isHidden, memberName } from '../core/groups/memberName';
import { childrenIn, topOf } from '../core/listing/nesting';
import { taskSections } from '../core/listing/taskSections';
import type { TaskSection } from '../core/listing/taskSections';
import { orderedFiles } from '../core/review/orderedFiles';
import { sprintLines } from '../core/sprints/sprintLines';
import { trainLabel } from '../core/train/trainLabels';
import { openRequests } from '../core/views/openRequests';
import { isListed } from '../core/views/taskGroups';
import { setContextKey } from '../host/contextKeys';
import { runCommand } from '../host/commandRegistrar';
import { onSettingsChange, settings } from '../host/settings';
import { t } from '../host/translate';
import type { FileChange, ReviewedFile, TaskId, TaskView } from '../protocol';
import { fileItem, taskItem } from './agentItems';
import type { KnownOrders } from './knownOrders';
import { Soon } from './soon';

export type AgentNode =
  /** With those that no other of the section has started. */
  | { kind: 'group'; section: TaskSection; taskIds: readonly TaskId[] }
  | { kind: 'task'; taskId: TaskId; section: TaskSection }
  | { kind: 'file'; taskId: TaskId; file: FileChange; reviewed: ReviewedFile | null };

const quietMs = 150;

/** What the list shows beside the tasks themselves. */
interface Around {
  moves: { known: Pick<KnownMoves, 'current' | 'onDidChange'>; lookSoon: () => void };
  pulls: { known: Pick<KnownPulls, 'current' | 'onDidChange'>; lookSoon: () => void };
  listing: TaskListing;
  radar: Pick<Radar, 'current' | 'onDidChange'>;
  groups: Pick<GroupStore, 'current' | 'onDidChange'>;
  marks: Pick<ReviewMarks, 'current' | 'onDidChange'>;
  orders: Pick<KnownOrders, 'of' | 'onDidChange' | 'dispose'>;
  arenas: Pick<Arenas, 'glances'>;
}

/** The sidebar's list of agents: groups, agents, their changed files. */
export class AgentsTree implements vscode.TreeDataProvider<AgentNode>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;
  private readonly view: vscode.TreeView<AgentNode>;
  private readonly listeners: vscode.Disposable;
  private readonly refreshing = new Soon(() => this.refresh(), quietMs);

  constructor(
    private readonly store: TaskStore,
    private readonly around: Around,
  ) {
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
    if (node === undefined) {
      return taskSections(this.store.current.values(), this.around.listing.current, t).map((section) => ({
        kind: 'group',
        section,
        taskIds: topOf(section.views).map(({ task }) => task.id),
      }));
    }
    if (node.kind === 'group') {
      const { section } = node;
      return node.taskIds.map((taskId) => ({ kind: 'task', taskId, section }));
    }
    const { taskId } = node;
    return node.kind === 'task' ? [...childNodes(node), ...this.files(taskId)] : [];
  }

  getTreeItem(node: AgentNode): vscode.TreeItem {
    if (node.kind === 'group') {
      return groupItem(node.section, this.joinedLabel(node.section));
    }
    const view = this.store.current.get(node.taskId);
    if (view === undefined) {
      return new vscode.TreeItem(node.taskId);
    }
    const move = this.around.moves.known.current.get(node.taskId) ?? null;
    const glance = this.around.pulls.known.current.get(node.taskId) ?? null;
    return node.kind === 'task'
      ? taskItem(view, {
          colors: settings.statusColors,
          nowMs: Date.now(),
          move,
          isElsewhere: this.isElsewhere(view),
          glance,
          overlaps: this.around.radar.current.get(node.taskId) ?? [],
          member: this.member(view),
          hasChildren: childNodes(node).length > 0,
        })
      : fileItem(view, node, this.around.marks.current.get(node.taskId)?.[node.file.path]);
  }

  /** How many of a group are joined, where they are being joined or were. */
  private joinedLabel({ group }: TaskSection): string {
    const train = group === undefined ? null : (this.around.groups.current.get(group.groupId)?.train ?? null);
    return train === null ? '' : trainLabel(train, t);
  }

  private member(view: TaskView): { name: string; isHidden: boolean } | null {
    const races = this.around.arenas.glances();
    const name = memberName(view, races);
    return name === null ? null : { name, isHidden: isHidden(view, races) };
  }

  getParent(node: AgentNode): AgentNode | undefined {
    if (node.kind === 'group') {
      return undefined;
    }
    const { taskId } = node;
    const groups = this.getChildren();
    const group = groups.find(
      (each) => each.kind === 'group' && each.section.views.some(({ task }) => task.id === taskId),
    );
    if (group?.kind !== 'group') {
      return undefined;
    }
    const { section } = group;
    const parent = section.views.find(({ task }) => task.id === taskId)?.task.startedBy?.taskId;
    const above = node.kind === 'file' ? taskId : group.taskIds.includes(taskId) ? undefined : parent;
    return above === undefined ? group : { kind: 'task', taskId: above, section };
  }

  dispose(): void {
    this.refreshing.dispose();
    this.listeners.dispose();
  }

  /** A box that can't be ticked is drawn again as it was. */
  private async takeChecks(items: readonly (readonly [AgentNode, vscode.TreeItemCheckboxState])[]): Promise<void> {
    for (const [node, state] of items) {
      const view = node.kind === 'file' ? this.store.current.get(node.taskId) : undefined;
      if (node.kind === 'file' && view !== undefined) {
        const isTicked = state === vscode.TreeItemCheckboxState.Checked;
        await runCommand('toggleReviewed', { taskId: node.taskId, path: node.file.path, isReviewed: isTicked });
      }
    }
    this.refreshing.ask();
  }

  /** The most dangerous first. */
  private files(taskId: TaskId): AgentNode[] {
    const view = this.store.current.get(taskId);
    const files = view === undefined ? [] : orderedFiles(view.run.files, this.around.orders.of(view), view.task.joined);
    return files.map(({ file, reviewed }) => ({ kind: 'file', taskId, file, reviewed }));
  }

  /** Many changes in a moment are drawn as one. */
  private refresh(): void {
    this.changes.fire(undefined);
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
    const all = [...this.store.current.values()].filter(isListed);
    const shown = taskSections(all, this.around.listing.current, t).reduce((sum, { views }) => sum + views.length, 0);
    return filter === '' ? '' : t('Filter “{0}” shows {1} of {2} agents.', filter, shown, all.length);
  }

  /** The process beside the windows belongs to all of them, so only another window or a terminal is named. */
  private isElsewhere({ task }: TaskView): boolean {
    return settings.localRunner === 'worker' && this.store.ownerOf(task.id) === 'another';
  }
}

/** What its agent started stands below it, before its files. */
function childNodes({ taskId, section }: Extract<AgentNode, { kind: 'task' }>): AgentNode[] {
  return childrenIn(section.views, taskId).map(({ task }) => ({ kind: 'task', taskId: task.id, section }));
}

function setAsideMessage(count: number): string {
  if (count === 0) {
    return '';
  }
  return count === 1
    ? t('1 agent could not be read and is set aside. Doctor says why.')
    : t('{0} agents could not be read and are set aside. Doctor says why.', count);
}

function groupItem({ key, label, views, isAside, group }: TaskSection, joined: string): vscode.TreeItem {
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, isAside ? Collapsed : Expanded);
  item.id = key;
  item.description = [group?.summary ?? String(views.length), joined].filter((part) => part !== '').join(', ');
  item.contextValue = group?.kind ?? 'group';
  if (group?.kind === 'race') {
    item.command = { command: 'backgroundAgents.compareRace', title: t('Compare'), arguments: [group] };
  }
  return item;
}
