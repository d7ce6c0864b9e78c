import type { OverlapWith, TaskId } from '../../protocol';
import type { News, NoticeState } from './noticeState';

/** Two changes that do not merge; `other` is null for the checkout. */
export interface Meeting {
  readonly taskId: TaskId;
  readonly other: TaskId | null;
}

/** Each pair once, with the older task first. Warnings are no conflicts. */
export function meetingsIn(overlaps: ReadonlyMap<TaskId, readonly OverlapWith[]>): Meeting[] {
  const pairs = [...overlaps].flatMap(([taskId, all]) =>
    all
      .filter(({ conflicts }) => conflicts.length > 0)
      .map(({ other }) => (other !== null && other < taskId ? { taskId: other, other: taskId } : { taskId, other })),
  );
  return [...new Map(pairs.map((pair) => [`${pair.taskId} ${keyOf(pair)}`, pair])).values()];
}

/** After a look at where changes meet: what no longer meets is dropped, and each pair is news once. */
export function afterMeetings(
  state: NoticeState,
  { meetings, isOurs, now }: { meetings: readonly Meeting[]; isOurs: (taskId: TaskId) => boolean; now: Date },
): NoticeState {
  const names = new Set(meetings.map((meeting) => `${meeting.taskId} ${keyOf(meeting)}`));
  const fresh = meetings.filter((meeting) => {
    const isNear = isOurs(meeting.taskId) || (meeting.other !== null && isOurs(meeting.other));
    return isNear && state.courses[`${meeting.taskId} ${keyOf(meeting)}`] === undefined;
  });
  const open = state.open.filter((news) => news.kind !== 'conflict' || names.has(`${news.taskId} ${news.key}`));
  const added = fresh.map((meeting): News => {
    return { taskId: meeting.taskId, kind: 'conflict', key: keyOf(meeting), at: now.toISOString(), isHeld: false };
  });
  if (added.length === 0 && open.length === state.open.length) {
    return state;
  }
  const courses = Object.fromEntries(added.map(({ taskId, key }) => [`${taskId} ${key}`, 'met']));
  return { courses: { ...state.courses, ...courses }, open: [...open, ...added] };
}

/** What a piece of news is of, as it is now; null when the two do not meet any more. */
export function meetingOf(
  { taskId, key }: Pick<News, 'taskId' | 'key'>,
  overlaps: ReadonlyMap<TaskId, readonly OverlapWith[]>,
): OverlapWith | null {
  const all = overlaps.get(taskId) ?? [];
  return all.find(({ other, conflicts }) => conflicts.length > 0 && keyOf({ other }) === key) ?? null;
}

function keyOf({ other }: Pick<Meeting, 'other'>): string {
  return `conflict-${other ?? 'checkout'}`;
}
