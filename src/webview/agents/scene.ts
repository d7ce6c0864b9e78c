import type { AgentsWindowModel } from '../../core/views/agentsWindowModel';
import type { Translate } from '../../core/translate';
import type { DraftBook } from './composer/draftBook';
import type { ReadingPlaces } from './transcript/readingPlaces';
import type {
  AgentsWindowRequest,
  ChangesPart,
  GroupId,
  Listing,
  TaskId,
  TaskView,
  WindowLayout,
} from '../../protocol';

export type SideTab = 'changes' | 'checks' | 'output';

/** What only the panel knows: which parts are open. */
export interface Ui {
  side: SideTab;
  /** Keys of the transcript rows that are open. */
  opened: ReadonlySet<string>;
  /** The call or check whose output is shown; null: the latest. */
  outputOf: string | null;
  /** Whose changes are shown, when they are not all of them. */
  part: { taskId: TaskId; part: ChangesPart } | null;
  /** Transcript rows shown, counted from the end. */
  rows: number;
  isMenuOpen: boolean;
  /** The tab whose menu is open. */
  tabMenu: TaskId | null;
}

export const initialUi: Ui = {
  side: 'changes',
  opened: new Set(),
  outputOf: null,
  part: null,
  rows: 100,
  isMenuOpen: false,
  tabMenu: null,
};

/** Everything a part needs to draw itself and to say what the user did. */
export interface Scene {
  model: AgentsWindowModel;
  ui: Ui;
  nowMs: number;
  t: Translate;
  post: (request: AgentsWindowRequest) => void;
  drafts: DraftBook;
  places: ReadingPlaces;
  change: (ui: Partial<Ui>) => void;
  select: (taskId: TaskId | null) => void;
  selectRace: (groupId: GroupId) => void;
  /** Looks for words in all agents. */
  look: (text: string) => void;
  arrangeList: (listing: Listing) => void;
  /** Arranges tabs and tiles, and chooses what is shown of them. */
  layOut: (layout: WindowLayout, selected: TaskId | null) => void;
}

export interface TaskScene extends Scene {
  view: TaskView;
}

/** Time the task took so far, in whole seconds; it stands still once the task settled. Null before it began. */
export function elapsedMs(view: TaskView, nowMs: number): number | null {
  const start = view.run.startedAt;
  if (start === null) {
    return null;
  }
  const isUnderWay = view.state.kind === 'running' || view.state.kind === 'waiting';
  const end = isUnderWay ? nowMs : Date.parse(view.run.updatedAt ?? start);
  const ms = Math.max(0, end - Date.parse(start));
  return ms - (ms % 1000);
}

export function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) {
    next.add(key);
  }
  return next;
}
