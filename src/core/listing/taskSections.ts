import type { GroupId, Listing, TaskGroup, TaskView } from '../../protocol';
import { localDay } from '../budget/localDay';
import { sharedTitle } from '../groups/memberName';
import { groupSummary } from '../groups/groupSummary';
import type { Translate } from '../translate';
import { groupLabel, groupOf, groupTasks, isListed, pinnedThenNewest } from '../views/taskGroups';
import { topOf, withDescendants } from './nesting';
import { taskFilter } from './taskFilter';

/** In the order they are offered. */
export const groupings: readonly Listing['groupBy'][] = ['status', 'repository', 'day'];

export interface TaskSection {
  /** Stays the same while the section is there. */
  key: string;
  label: string;
  /** Behind each those that its agent started. */
  views: TaskView[];
  /** Shown closed until a person opens it: what is out of the way. */
  isAside: boolean;
  /** Of tasks that were started together: which group, and how its members stand. */
  group?: { groupId: GroupId; kind: TaskGroup['kind']; summary: string };
}

/** The list of agents as a person arranged it. What is archived or discarded stands at the end however the rest is grouped. */
export function taskSections(views: Iterable<TaskView>, { filter, groupBy }: Listing, t: Translate): TaskSection[] {
  const isWanted = taskFilter(filter);
  const shown = [...views].filter((view) => isListed(view) && isWanted(view));
  const aside = shown.filter(isAside);
  const inSight = shown.filter((view) => !isAside(view));
  const rest = inSight.filter(({ task }) => task.group === undefined);
  const tops = topOf(rest);
  const sections = [
    ...byGroup(inSight, t),
    ...(groupBy === 'status' ? byStatus(tops, t) : byKey(tops, groupBy)),
    ...byStatus(aside, t),
  ];
  return sections.map((section) =>
    section.group === undefined && !section.isAside
      ? { ...section, views: withDescendants(section.views, rest) }
      : section,
  );
}

function isAside(view: TaskView): boolean {
  const group = groupOf(view);
  return group === 'archived' || group === 'discarded';
}

/** Races and sprints, the newest first; their members as they were made. */
function byGroup(views: readonly TaskView[], t: Translate): TaskSection[] {
  const groups = new Map<GroupId, TaskView[]>();
  for (const view of views) {
    const groupId = view.task.group?.groupId;
    if (groupId !== undefined) {
      groups.set(groupId, [...(groups.get(groupId) ?? []), view]);
    }
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .flatMap(([groupId, members]) => {
      const sorted = [...members].sort((a, b) => (a.task.id < b.task.id ? -1 : 1));
      const [first] = sorted;
      const group = first?.task.group;
      return first === undefined || group === undefined
        ? []
        : [
            {
              ...{ key: `group ${groupId}`, label: sharedTitle(first), views: sorted, isAside: false },
              group: { groupId, kind: group.kind, summary: groupSummary(sorted, t) },
            },
          ];
    });
}

function byStatus(views: readonly TaskView[], t: Translate): TaskSection[] {
  return groupTasks(views).map(({ group, views: members }) => ({
    key: group,
    label: groupLabel(group, t),
    views: members,
    isAside: group === 'archived' || group === 'discarded',
  }));
}

/** Repositories by name, days from the latest. */
function byKey(views: readonly TaskView[], by: 'repository' | 'day'): TaskSection[] {
  const keyOf = (view: TaskView): string =>
    by === 'repository' ? view.task.repos[0].root : localDay(new Date(view.task.createdAt));
  const sections = new Map<string, TaskView[]>();
  [...views].sort(pinnedThenNewest).forEach((view) => {
    const members = sections.get(keyOf(view)) ?? [];
    sections.set(keyOf(view), [...members, view]);
  });
  const label = (key: string): string => (by === 'repository' ? (/[^/\\]+(?=[/\\]*$)/.exec(key)?.[0] ?? key) : key);
  const order = (a: string, b: string): number => (by === 'day' ? (a < b ? 1 : -1) : label(a) < label(b) ? -1 : 1);
  return [...sections]
    .sort(([a], [b]) => order(a, b))
    .map(([key, members]) => ({ key: `${by} ${key}`, label: label(key), views: members, isAside: false }));
}
