import type {
  AgentsWindowUpdate,
  BaseMove,
  Listing,
  ReviewGlance,
  RunnerEvent,
  TaskId,
  TaskView,
} from '../../protocol';
import type { StatusColors } from '../labels/statusIcons';
import { foldFound } from './foldSearch';
import type { ShownSearch } from './foldSearch';
import { foldTranscript } from './transcript';
import type { TranscriptItem } from './transcript';

/** Output of a call, as far as it was sent; it is ended from the front when it grows long. */
export interface LiveOutput {
  text: string;
  /** Bytes of the file that `text` ends at. */
  end: number;
}

/** The task that is open in the Agents Window. */
export interface TaskDetail {
  taskId: TaskId;
  /** Of the last event that is here. */
  seq: number;
  events: readonly RunnerEvent[];
  items: readonly TranscriptItem[];
  hasOlder: boolean;
  /** Messages that are still being written, by id. */
  drafts: ReadonlyMap<string, string>;
  outputs: ReadonlyMap<string, LiveOutput>;
}

export interface AgentsWindowModel {
  strings: Readonly<Record<string, string>>;
  statusColors: StatusColors;
  hasModel: boolean;
  /** What the day has used, as a sentence; empty while that is nothing. */
  day: string;
  /** The branches that have moved on, as far as that is known, by task. */
  moves: Readonly<Record<string, BaseMove>>;
  /** What is looked for, and what was found of it so far. */
  found: ShownSearch | null;
  /** How a person arranged the agents. */
  listing: Listing;
  /** Tasks that another window or a terminal works on. */
  elsewhere: ReadonlySet<TaskId>;
  /** Which files were reviewed, by task. */
  reviews: Readonly<Record<string, ReviewGlance>>;
  /** Whether the host told its tasks. */
  isLoaded: boolean;
  /** Oldest first, so that tabs stay where they are. */
  tasks: readonly TaskView[];
  /** null: the overview. */
  selected: TaskId | null;
  /** What was shown of each task when it was last looked at, as `revisionOf` gives it. */
  seen: Readonly<Record<string, number>>;
  detail: TaskDetail | null;
  /** The step that is to be brought into sight; each time it is asked for it is another object. */
  target: { taskId: TaskId; seq: number } | null;
  /** Set when events are missing: the task has to be opened again. */
  needsOpen: boolean;
}

export const emptyModel: AgentsWindowModel = {
  strings: {},
  statusColors: 'brief',
  hasModel: true,
  day: '',
  moves: {},
  found: null,
  listing: { filter: '', groupBy: 'status' },
  elsewhere: new Set(),
  reviews: {},
  isLoaded: false,
  tasks: [],
  selected: null,
  seen: {},
  detail: null,
  target: null,
  needsOpen: false,
};

const outputLimit = 200_000;

/** Grows with each journaled change of a task. */
function revisionOf(view: TaskView): number {
  return view.run.seq + view.app.seq;
}

export function hasNews(model: AgentsWindowModel, view: TaskView): boolean {
  return view.task.id !== model.selected && (model.seen[view.task.id] ?? 0) < revisionOf(view);
}

/** Shows a task, or the overview. The caller asks the host for the task's transcript. */
export function selectTask(model: AgentsWindowModel, taskId: TaskId | null): AgentsWindowModel {
  const detail = model.detail?.taskId === taskId ? model.detail : null;
  return withSeen({ ...model, selected: taskId, detail, needsOpen: false });
}

/** The one fold of what the host tells. */
export function foldUpdate(model: AgentsWindowModel, update: AgentsWindowUpdate): AgentsWindowModel {
  return (folds[update.type] as Fold)(model, update);
}

type Of<T extends AgentsWindowUpdate['type']> = Extract<AgentsWindowUpdate, { type: T }>;
type Fold<T extends AgentsWindowUpdate['type'] = AgentsWindowUpdate['type']> = (
  model: AgentsWindowModel,
  update: Of<T>,
) => AgentsWindowModel;

const folds: { [T in AgentsWindowUpdate['type']]: Fold<T> } = {
  init: (model, { strings, statusColors, hasModel }) => ({ ...model, strings, statusColors, hasModel }),
  day: (model, { text }) => ({ ...model, day: text }),
  moves: (model, { moves }) => ({ ...model, moves }),
  found: (model, { found }) => ({ ...model, found: foldFound(model.found, found) }),
  listing: (model, { listing }) => ({ ...model, listing }),
  elsewhere: (model, { taskIds }) => ({ ...model, elsewhere: new Set(taskIds) }),
  reviews: (model, { reviews }) => ({ ...model, reviews }),
  tasks: (model, { tasks }) => withTasks(model, tasks),
  task: (model, { task: view }) =>
    withTasks(model, [...model.tasks.filter(({ task }) => task.id !== view.task.id), view]),
  show: (model, { taskId, seq }) => ({
    ...selectTask(model, taskId),
    target: seq === undefined ? null : { taskId, seq },
  }),
  snapshot: (model, update) =>
    model.selected === update.taskId ? { ...model, needsOpen: false, detail: snapshotDetail(update) } : model,
  events: withEvents,
  older: withDetail,
  delta: withDetail,
  output: withDetail,
};

function withDetail(model: AgentsWindowModel, update: Of<'older' | 'delta' | 'output'>): AgentsWindowModel {
  const { detail } = model;
  return detail?.taskId === update.taskId ? { ...model, detail: foldDetail(detail, update) } : model;
}

function withTasks(model: AgentsWindowModel, tasks: readonly TaskView[]): AgentsWindowModel {
  const sorted = [...tasks].sort((a, b) => (a.task.id < b.task.id ? -1 : 1));
  const isGone = model.selected !== null && !sorted.some(({ task }) => task.id === model.selected);
  const selection = isGone ? { selected: null, detail: null } : {};
  return withSeen({ ...model, ...selection, tasks: sorted, isLoaded: true });
}

function withSeen(model: AgentsWindowModel): AgentsWindowModel {
  const view = model.tasks.find(({ task }) => task.id === model.selected);
  return view === undefined ? model : { ...model, seen: { ...model.seen, [view.task.id]: revisionOf(view) } };
}

function snapshotDetail(update: Of<'snapshot'>): TaskDetail {
  return {
    taskId: update.taskId,
    seq: update.seq,
    events: update.tail,
    items: foldTranscript([], update.tail),
    hasOlder: update.hasOlder,
    drafts: new Map(),
    outputs: new Map(),
  };
}

function withEvents(model: AgentsWindowModel, update: Of<'events'>): AgentsWindowModel {
  const { detail } = model;
  if (detail?.taskId !== update.taskId) {
    return model;
  }
  if (update.fromSeq > detail.seq) {
    return { ...model, needsOpen: true };
  }
  const fresh = update.events.filter((event) => event.seq > detail.seq);
  const ended = new Set(fresh.flatMap((event) => (event.type === 'message.end' ? [event.messageId] : [])));
  return {
    ...model,
    detail: {
      ...detail,
      seq: fresh.at(-1)?.seq ?? detail.seq,
      events: [...detail.events, ...fresh],
      items: foldTranscript(detail.items, fresh),
      drafts: new Map([...detail.drafts].filter(([messageId]) => !ended.has(messageId))),
    },
  };
}

function foldDetail(detail: TaskDetail, update: Of<'older' | 'delta' | 'output'>): TaskDetail {
  switch (update.type) {
    case 'older': {
      const events = [...update.events, ...detail.events];
      return { ...detail, events, items: foldTranscript([], events), hasOlder: update.hasOlder };
    }
    case 'delta': {
      const text = (detail.drafts.get(update.messageId) ?? '') + update.text;
      return { ...detail, drafts: new Map(detail.drafts).set(update.messageId, text) };
    }
    case 'output': {
      const before = detail.outputs.get(update.callId);
      const isNext = before?.end === update.offset;
      const text = ((isNext ? before.text : '') + update.text).slice(-outputLimit);
      const end = update.offset + utf8Length(update.text);
      return { ...detail, outputs: new Map(detail.outputs).set(update.callId, { text, end }) };
    }
  }
}

/** Bytes of the text in UTF-8, which is what offsets in output files count. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
