import type { RunnerEvent, TaskId, TaskView } from '../../protocol';
import { nextNotice, type Told } from './nextNotice';

export const noticeKinds = ['waiting', 'complete', 'failed', 'conflict'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Whether a person is told of something by a notification: in every case, only while the window is not used, or never. */
export const noticeWhens = ['always', 'unfocused', 'never'] as const;
export type NoticeWhen = (typeof noticeWhens)[number];

/** What a person has not been told yet. */
export interface News {
  readonly taskId: TaskId;
  readonly kind: NoticeKind;
  /** The same in every window: who has claimed it tells it, and nobody else. */
  readonly key: string;
  /** When it was first seen. */
  readonly at: string;
  /** It came in quiet hours and is for the digest after them. */
  readonly isHeld: boolean;
}

/** What is known of the tasks' courses, and what of it is still to be told. Kept over a reload as one value. */
export interface NoticeState {
  readonly courses: Readonly<Record<string, Told>>;
  readonly open: readonly News[];
}

export const nothingTold: NoticeState = { courses: {}, open: [] };

interface Look {
  view: TaskView;
  events: readonly RunnerEvent[];
  /** This window works on the task. */
  isOurs: boolean;
  now: Date;
}

/** After a look at one task: what no longer holds is dropped, what is new is to be told. */
export function afterLook(state: NoticeState, { view, events, isOurs, now }: Look): NoticeState {
  const { id } = view.task;
  const before = state.courses[id];
  const { told, isNews } = nextNotice(before, view, isOurs);
  const courses = told === undefined || told === before ? state.courses : { ...state.courses, [id]: told };
  const kind = kindOf(view);
  const key = kind === null ? null : keyOf(view, events);
  const isOfOther = (news: News): boolean => news.taskId !== id || news.kind === 'conflict';
  const stillOpen = state.open.filter((news) => isOfOther(news) || news.key === key);
  const isUntold = stillOpen.every(isOfOther);
  const added = isNews && isUntold && kind !== null && key !== null;
  const open = added ? [...stillOpen, { taskId: id, kind, key, at: now.toISOString(), isHeld: false }] : stillOpen;
  const isSame = courses === state.courses && open.length === state.open.length && !added;
  return isSame ? state : { courses, open };
}

/** Forgets tasks that are gone. */
export function ofPresent(state: NoticeState, isPresent: (taskId: TaskId) => boolean): NoticeState {
  return {
    courses: Object.fromEntries(
      // Of a meeting the id is the first word.
      Object.entries(state.courses).filter(([id]) => isPresent((id.split(' ')[0] ?? id) as TaskId)),
    ),
    open: state.open.filter(({ taskId }) => isPresent(taskId)),
  };
}

interface Circumstances {
  /** The person uses this window. */
  isFocused: boolean;
  isQuiet: boolean;
  when: Readonly<Record<NoticeKind, NoticeWhen>>;
}

export interface Due {
  state: NoticeState;
  /** To be told now, the oldest first. */
  now: readonly News[];
  /** To be told now as one, in a digest. */
  digest: readonly News[];
}

/** What is due. In quiet hours nothing is; what is not wanted, or seen because the person is there, is told nowhere. */
export function dueOf(state: NoticeState, { isFocused, isQuiet, when }: Circumstances): Due {
  const wanted = state.open.filter(({ kind, isHeld }) => {
    const isSeen = when[kind] === 'unfocused' && isFocused && !isHeld;
    return when[kind] !== 'never' && !isSeen;
  });
  const open = isQuiet ? wanted.map((news) => (news.isHeld ? news : { ...news, isHeld: true })) : wanted;
  const isSame = open.length === state.open.length && open.every((news, index) => news === state.open[index]);
  const due = isQuiet ? [] : open;
  return {
    state: isSame ? state : { ...state, open },
    // No journal tells where changes meet, so a digest could not.
    now: due.filter(({ isHeld, kind }) => !isHeld || kind === 'conflict'),
    digest: due.filter(({ isHeld, kind }) => isHeld && kind !== 'conflict'),
  };
}

/** After these were told, here or elsewhere. */
export function afterTelling(state: NoticeState, told: readonly News[]): NoticeState {
  return {
    ...state,
    open: state.open.filter(({ key, taskId }) => !told.some((one) => isSameNews(one, { key, taskId }))),
  };
}

function isSameNews(one: Pick<News, 'key' | 'taskId'>, other: Pick<News, 'key' | 'taskId'>): boolean {
  return one.key === other.key && one.taskId === other.taskId;
}

/** What of a task as it stands is told; what landed or was discarded was seen. */
function kindOf({ state, app }: TaskView): NoticeKind | null {
  if (state.kind === 'waiting') {
    return 'waiting';
  }
  return (state.kind === 'complete' || state.kind === 'failed') && app.landing.kind === 'none' ? state.kind : null;
}

/** Of a request its id; of an end the event that says so, or the attempt whose beginning failed. */
function keyOf({ state, app, run }: TaskView, events: readonly RunnerEvent[]): string {
  if (state.kind === 'waiting') {
    return `waiting-${state.request.requestId}`;
  }
  if (app.stage.kind === 'failed' && run.seq <= app.stage.afterSeq) {
    return `failed-${app.fence}-${app.stage.afterSeq}`;
  }
  return `ended-${events.findLast(({ type }) => type === 'finished')?.seq ?? 0}`;
}
