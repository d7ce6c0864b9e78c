import * as vscode from 'vscode';
import type { KnownMoves } from '../app/bases/knownMoves';
import type { KnownPulls } from '../app/pulls/knownPulls';
import type { Arenas } from '../app/races/arenas';
import type { Radar } from '../app/radar/radar';
import type { ReviewMarks } from '../app/reviews/reviewMarks';
import type { GroupStore } from '../app/tasks/groupStore';
import type { TaskListing } from '../app/tasks/taskListing';
import type { TaskStore } from '../app/tasks/taskStore';
import { isHidden, memberName } from '../core/groups/memberName';
import type { Rows } from '../core/listing/keptRows';
import { childrenIn, topOf } from '../core/listing/nesting';
import { taskSections, type TaskSection } from '../core/listing/taskSections';
import { orderedFiles, type OrderedFile } from '../core/review/orderedFiles';
import { trainLabel } from '../core/train/trainLabels';
import { settings } from '../host/settings';
import { t } from '../host/translate';
import type { GroupId, ReviewedFile, TaskId, TaskView } from '../protocol';
import { fileItem, taskItem } from './agentItems';
import type { KnownOrders } from './knownOrders';

/** Which row, not what it says: that is looked up when it is drawn. */
export type AgentNode =
  | { kind: 'section'; key: string; groupId: GroupId | null }
  | { kind: 'task'; taskId: TaskId; groupId: GroupId | null }
  | { kind: 'file'; taskId: TaskId; path: string };

/** What the rows show beside the tasks themselves. */
export interface AroundTasks {
  moves: { known: Pick<KnownMoves, 'current'> };
  pulls: { known: Pick<KnownPulls, 'current'> };
  listing: Pick<TaskListing, 'current'>;
  radar: Pick<Radar, 'current'>;
  groups: Pick<GroupStore, 'current'>;
  marks: Pick<ReviewMarks, 'current'>;
  orders: Pick<KnownOrders, 'of'>;
  arenas: Pick<Arenas, 'glances'>;
}

interface FilesInOrder {
  /** What they were put in order by. */
  order: readonly ReviewedFile[];
  files: ReadonlyMap<string, OrderedFile>;
}

/**
 * The rows of the list: which there are, as of the last time the list was arranged, and how each is drawn now. An agent
 * stands in one place only until then, whichever part of the list the editor asks for meanwhile.
 */
export class AgentRows implements Rows<AgentNode, vscode.TreeItem> {
  private sections: ReadonlyMap<string, TaskSection> = new Map();
  private sectionOf: ReadonlyMap<TaskId, TaskSection> = new Map();
  private readonly inOrder = new WeakMap<TaskView, FilesInOrder>();

  constructor(
    private readonly store: TaskStore,
    private readonly around: AroundTasks,
  ) {
    this.arrange();
  }

  /** Takes in which agents there are by now, and how a person wants them to be arranged. */
  arrange(): void {
    const sections = taskSections(this.store.current.values(), this.around.listing.current, t);
    this.sections = new Map(sections.map((section) => [section.key, section]));
    this.sectionOf = new Map(
      sections.flatMap((section) => section.views.map(({ task }): [TaskId, TaskSection] => [task.id, section])),
    );
  }

  /** How many there are in all sections. */
  get agents(): number {
    return this.sectionOf.size;
  }

  keyOf(node: AgentNode): string {
    switch (node.kind) {
      case 'section':
        return node.key;
      case 'task':
        return node.taskId;
      case 'file':
        return node.path;
    }
  }

  below(node: AgentNode | undefined): AgentNode[] {
    switch (node?.kind) {
      case undefined:
        return [...this.sections.values()].map(({ key, group }) => ({
          kind: 'section',
          key,
          groupId: group?.groupId ?? null,
        }));
      case 'section': {
        const section = this.sections.get(node.key);
        return section === undefined ? [] : taskNodes(topOf(section.views), section);
      }
      case 'task':
        return [...this.startedBy(node.taskId), ...this.files(node.taskId)];
      case 'file':
        return [];
    }
  }

  item(node: AgentNode): vscode.TreeItem {
    if (node.kind === 'section') {
      const section = this.sections.get(node.key);
      return section === undefined ? new vscode.TreeItem('') : sectionItem(section, this.joinedLabel(section));
    }
    const view = this.store.current.get(node.taskId);
    const item = view === undefined ? undefined : this.itemOf(view, node);
    return item ?? new vscode.TreeItem(node.taskId);
  }

  private itemOf(view: TaskView, node: Exclude<AgentNode, { kind: 'section' }>): vscode.TreeItem | undefined {
    if (node.kind === 'file') {
      const file = this.filesOf(view).get(node.path);
      return file && fileItem(view, file, this.around.marks.current.get(node.taskId)?.[node.path]);
    }
    return taskItem(view, {
      colors: settings.statusColors,
      nowMs: Date.now(),
      move: this.around.moves.known.current.get(node.taskId) ?? null,
      isElsewhere: this.isElsewhere(view),
      glance: this.around.pulls.known.current.get(node.taskId) ?? null,
      overlaps: this.around.radar.current.get(node.taskId) ?? [],
      member: this.member(view),
      hasChildren: this.startedBy(node.taskId).length > 0,
    });
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

  /** What its agent started stands below it, before its files. */
  private startedBy(taskId: TaskId): AgentNode[] {
    const section = this.sectionOf.get(taskId);
    return section === undefined ? [] : taskNodes(childrenIn(section.views, taskId), section);
  }

  private files(taskId: TaskId): AgentNode[] {
    const view = this.store.current.get(taskId);
    return view === undefined ? [] : [...this.filesOf(view).keys()].map((path) => ({ kind: 'file', taskId, path }));
  }

  /** By path, the most dangerous first; put in order once, however many rows ask. */
  private filesOf(view: TaskView): ReadonlyMap<string, OrderedFile> {
    const order = this.around.orders.of(view);
    const known = this.inOrder.get(view);
    if (known?.order === order) {
      return known.files;
    }
    const ordered = orderedFiles(view.run.files, order, view.task.joined);
    const files = new Map(ordered.map((each) => [each.file.path, each]));
    this.inOrder.set(view, { order, files });
    return files;
  }

  /** The process beside the windows belongs to all of them, so only another window or a terminal is named. */
  private isElsewhere({ task }: TaskView): boolean {
    return settings.localRunner === 'worker' && this.store.ownerOf(task.id) === 'another';
  }
}

function taskNodes(views: readonly TaskView[], { group }: TaskSection): AgentNode[] {
  return views.map(({ task }) => ({ kind: 'task', taskId: task.id, groupId: group?.groupId ?? null }));
}

function sectionItem({ key, label, views, isAside, group }: TaskSection, joined: string): vscode.TreeItem {
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, isAside ? Collapsed : Expanded);
  item.id = key;
  item.description = [group?.summary ?? String(views.length), joined].filter((part) => part !== '').join(', ');
  item.tooltip = `${label}\n${item.description}`;
  item.contextValue = group?.kind ?? 'group';
  if (group?.kind === 'race') {
    item.command = { command: 'backgroundAgents.compareRace', title: t('Compare'), arguments: [group] };
  }
  return item;
}
