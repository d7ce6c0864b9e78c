import type {
  AgentsWindowUpdate,
  BaseMove,
  Ground,
  GroupId,
  Listing,
  OverlapWith,
  PullGlance,
  ReviewGlance,
  RunnerEvent,
  Starter,
  TaskId,
  TaskView,
  WindowLayout,
} from '../../protocol';
import type { StatusColors } from '../labels/statusIcons';
import { emptyArena, foldArenaUpdate } from '../races/arenaModel';
import type { ArenaModel } from '../races/arenaModel';
import { foldFound } from './foldSearch';
import type { ShownSearch } from './foldSearch';
import { foldTranscript, withOlder } from './transcript';
import { emptyTranscript, type Transcript } from './transcriptFold';
import { initialLayout, openIn, withKnown } from './windowLayout';

/** Output of a call, as far as it was sent; it is shortened from the front when it grows long. */
export interface LiveOutput {
  text: string;
  /** Bytes of the file before `text`. */
  start: number;
  /** Bytes of the file that `text` ends at. */
  end: number;
}

/** A task whose transcript the Agents Window shows. */
export interface TaskDetail extends Transcript {
  taskId: TaskId;
  /** Of the last event that is here. */
  seq: number;
  events: readonly RunnerEvent[];
  hasOlder: boolean;
  /** Messages that are still being written, by id. */
  drafts: ReadonlyMap<string, string>;
  outputs: ReadonlyMap<string, LiveOutput>;
}

export interface AgentsWindowModel {
  strings: Readonly<Record<string, string>>;
  statusColors: StatusColors;
  hasModel: boolean;
  /** `found` until something else is known. */
  ground: Ground;
  /** The model that a new task has unless another is chosen; empty where none is connected. */
  usualModel: string;
  /** The usual model takes no images. */
  isUsualBlind: boolean;
  /** What could be meant by the name that is being written. */
  completed: Of<'completed'> | null;
  /** What the day has used, as a sentence; empty while that is nothing. */
  day: string;
  /** The branches that have moved on, as far as that is known, by task. */
  moves: Readonly<Record<string, BaseMove>>;
  /** Where changes of tasks meet, as far as that is known, by task. */
  overlaps: Readonly<Record<string, readonly OverlapWith[]>>;
  /** What is looked for, and what was found of it so far. */
  found: ShownSearch | null;
  /** How pull requests stand, as far as that is known, by task. */
  pulls: Readonly<Record<string, PullGlance>>;
  /** How a person arranged the agents. */
  listing: Listing;
  /** Tasks that another window or a terminal works on. */
  elsewhere: ReadonlySet<TaskId>;
  /** Which files were reviewed, by task. */
  reviews: Readonly<Record<string, ReviewGlance>>;
  /** Tasks that the repository suggests, for who has none. */
  starters: readonly Starter[];
  /** What is known of the changed files, by task. */
  orders: Readonly<Record<string, Of<'order'>>>;
  /** What the part of a task's work changed that is looked at. */
  part: Of<'partFiles'> | null;
  /** Whether the host told its tasks. */
  isLoaded: boolean;
  /** Oldest first, so that tabs stay where they are. */
  tasks: readonly TaskView[];
  arena: ArenaModel;
  /** null: the overview, or the page of a race. */
  selected: TaskId | null;
  /** What was shown of each task when it was last looked at, as `revisionOf` gives it. */
  seen: Readonly<Record<string, number>>;
  /** The step that is to be brought into sight; each time it is asked for it is another object. */
  target: { taskId: TaskId; seq: number } | null;
  layout: WindowLayout;
  /** What is shown of tasks beside their state, by task; only of those that are in sight. */
  details: Readonly<Record<string, TaskDetail>>;
  /** Tasks of which events are missing: each has to be opened again. */
  needsOpen: readonly TaskId[];
}

export const emptyModel: AgentsWindowModel = {
  strings: {},
  statusColors: 'brief',
  hasModel: true,
  ground: 'found',
  usualModel: '',
  isUsualBlind: false,
  completed: null,
  day: '',
  moves: {},
  overlaps: {},
  found: null,
  pulls: {},
  listing: { filter: '', groupBy: 'status' },
  elsewhere: new Set(),
  reviews: {},
  starters: [],
  orders: {},
  part: null,
  isLoaded: false,
  tasks: [],
  arena: emptyArena,
  selected: null,
  seen: {},
  target: null,
  layout: initialLayout,
  details: {},
  needsOpen: [],
};

const outputLimit = 200_000;

/** The agents that are in sight, the tiles in their order. */
export function shownTasks({ layout, selected }: AgentsWindowModel): TaskId[] {
  if (selected === null) {
    return [];
  }
  return layout.count === 1 ? [selected] : layout.cells.slice(0, layout.count).filter((id) => id !== null);
}

/** Grows with each journaled change of a task. */
function revisionOf(view: TaskView): number {
  return view.run.seq + view.app.seq;
}

export function hasNews(model: AgentsWindowModel, view: TaskView): boolean {
  return !shownTasks(model).includes(view.task.id) && (model.seen[view.task.id] ?? 0) < revisionOf(view);
}

/** Shows a task, or the overview. The caller asks the host for the task's transcript. */
export function selectTask(model: AgentsWindowModel, taskId: TaskId | null): AgentsWindowModel {
  const next = { ...model, arena: { ...model.arena, shown: null } };
  return arrange(next, taskId === null ? model.layout : openIn(model.layout, taskId), taskId);
}

/** Shows the comparison of a race. The caller asks the host for it. */
export function selectRace(model: AgentsWindowModel, groupId: GroupId): AgentsWindowModel {
  return arrange({ ...model, arena: { ...model.arena, shown: groupId } }, model.layout, null);
}

/** Shows what is chosen in this layout. */
export function arrange(model: AgentsWindowModel, layout: WindowLayout, selected: TaskId | null): AgentsWindowModel {
  const arena = selected === null || model.arena.shown === null ? model.arena : { ...model.arena, shown: null };
  const next = { ...model, layout, selected, arena };
  const shown = new Set<string>(shownTasks(next));
  const details = Object.fromEntries(Object.entries(model.details).filter(([id]) => shown.has(id)));
  return withSeen({ ...next, details, needsOpen: model.needsOpen.filter((id) => shown.has(id)) });
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
  usualModel: (model, { label, isBlind = false }) => ({ ...model, usualModel: label, isUsualBlind: isBlind }),
  completed: (model, completed) => ({ ...model, completed }),
  // What stands in the boxes changes with each key, and is kept where they are drawn.
  given: (model) => model,
  drafts: (model) => model,
  picked: (model) => model,
  ground: (model, { ground }) => ({ ...model, ground }),
  day: (model, { text }) => ({ ...model, day: text }),
  moves: (model, { moves }) => ({ ...model, moves }),
  overlaps: (model, { overlaps }) => ({ ...model, overlaps }),
  found: (model, { found }) => ({ ...model, found: foldFound(model.found, found) }),
  pulls: (model, { pulls }) => ({ ...model, pulls }),
  listing: (model, { listing }) => ({ ...model, listing }),
  elsewhere: (model, { taskIds }) => ({ ...model, elsewhere: new Set(taskIds) }),
  reviews: (model, { reviews }) => ({ ...model, reviews }),
  layout: (model, { layout }) =>
    arrange(model, layout, model.selected ?? (model.arena.shown === null ? (layout.selected ?? null) : null)),
  starters: (model, { starters }) => ({ ...model, starters }),
  order: (model, update) => ({ ...model, orders: { ...model.orders, [update.taskId]: update } }),
  partFiles: (model, part) => ({ ...model, part }),
  tasks: (model, { tasks }) => withTasks(model, tasks),
  task: (model, { task: view }) =>
    withTasks(model, [...model.tasks.filter(({ task }) => task.id !== view.task.id), view]),
  // A step is looked at on the agent's own page.
  show: (model, { taskId, seq }) => ({
    ...selectTask(seq === undefined ? model : { ...model, layout: { ...model.layout, count: 1 } }, taskId),
    target: seq === undefined ? null : { taskId, seq },
  }),
  snapshot: (model, update) =>
    shownTasks(model).includes(update.taskId)
      ? { ...withDetail(model, snapshotDetail(update)), needsOpen: without(model.needsOpen, update.taskId) }
      : model,
  events: withEvents,
  races: withArena,
  race: withArena,
  offer: withArena,
  hunkLines: withArena,
  showRace: (model, { groupId }) => selectRace(model, groupId),
  older: withPart,
  delta: withPart,
  output: withPart,
};

function withArena(model: AgentsWindowModel, update: Of<'races' | 'race' | 'offer' | 'hunkLines'>): AgentsWindowModel {
  return { ...model, arena: foldArenaUpdate(model.arena, update) };
}

function withDetail(model: AgentsWindowModel, detail: TaskDetail): AgentsWindowModel {
  return { ...model, details: { ...model.details, [detail.taskId]: detail } };
}

function without(ids: readonly TaskId[], id: TaskId): readonly TaskId[] {
  return ids.filter((one) => one !== id);
}

function withPart(model: AgentsWindowModel, update: Of<'older' | 'delta' | 'output'>): AgentsWindowModel {
  const detail = model.details[update.taskId];
  return detail === undefined ? model : withDetail(model, foldDetail(detail, update));
}

function withTasks(model: AgentsWindowModel, tasks: readonly TaskView[]): AgentsWindowModel {
  const sorted = [...tasks].sort((a, b) => (a.task.id < b.task.id ? -1 : 1));
  const isGone = model.selected !== null && !sorted.some(({ task }) => task.id === model.selected);
  const next = { ...model, tasks: sorted, isLoaded: true };
  return arrange(next, withKnown(model.layout, sorted), isGone ? null : model.selected);
}

function withSeen(model: AgentsWindowModel): AgentsWindowModel {
  const shown = new Set(shownTasks(model));
  const views = model.tasks.filter(({ task }) => shown.has(task.id));
  const seen = Object.fromEntries(views.map((view) => [view.task.id, revisionOf(view)]));
  return { ...model, seen: { ...model.seen, ...seen } };
}

function snapshotDetail(update: Of<'snapshot'>): TaskDetail {
  return {
    taskId: update.taskId,
    seq: update.seq,
    events: update.tail,
    ...foldTranscript(emptyTranscript, update.tail),
    hasOlder: update.hasOlder,
    drafts: new Map(),
    outputs: new Map(),
  };
}

function withEvents(model: AgentsWindowModel, update: Of<'events'>): AgentsWindowModel {
  const detail = model.details[update.taskId];
  if (detail === undefined) {
    return model;
  }
  if (update.fromSeq > detail.seq) {
    return { ...model, needsOpen: [...without(model.needsOpen, update.taskId), update.taskId] };
  }
  const fresh = update.events.filter((event) => event.seq > detail.seq);
  const ended = new Set(fresh.flatMap((event) => (event.type === 'message.end' ? [event.messageId] : [])));
  return withDetail(model, {
    ...detail,
    seq: fresh.at(-1)?.seq ?? detail.seq,
    events: [...detail.events, ...fresh],
    ...foldTranscript(detail, fresh),
    drafts: new Map([...detail.drafts].filter(([messageId]) => !ended.has(messageId))),
  });
}

function foldDetail(detail: TaskDetail, update: Of<'older' | 'delta' | 'output'>): TaskDetail {
  switch (update.type) {
    case 'older': {
      // The same page may have been asked for twice.
      const older = update.events.filter(({ seq }) => seq < (detail.events[0]?.seq ?? Infinity));
      const events = [...older, ...detail.events];
      return { ...detail, events, ...withOlder(detail, older, detail.events), hasOlder: update.hasOlder };
    }
    case 'delta': {
      const text = (detail.drafts.get(update.messageId) ?? '') + update.text;
      return { ...detail, drafts: new Map(detail.drafts).set(update.messageId, text) };
    }
    case 'output':
      return {
        ...detail,
        outputs: new Map(detail.outputs).set(update.callId, joined(detail.outputs.get(update.callId), update)),
      };
  }
}

/** What was sent before with a piece that follows it or leads up to it; anything else begins anew. */
function joined(before: LiveOutput | undefined, { offset, text, ...piece }: Of<'output'>): LiveOutput {
  const end = piece.end ?? offset + utf8Length(text);
  if (before?.start === end) {
    return { ...before, text: text + before.text, start: offset };
  }
  if (before?.end !== offset) {
    return { text, start: offset, end };
  }
  const whole = before.text + text;
  // What a person scrolled back to stays as long as nothing more is printed.
  const cut = whole.length > 2 * outputLimit ? characterAt(whole, whole.length - outputLimit) : 0;
  return { text: whole.slice(cut), start: before.start + utf8Length(whole.slice(0, cut)), end };
}

/** The first place from `index` on where no pair of surrogates is cut. */
function characterAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff ? index + 1 : index;
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
