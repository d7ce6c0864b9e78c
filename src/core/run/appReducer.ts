import { reviewReducers } from '../landing/reviewReducers';
import { pullReducers } from '../forges/pullReducers';
import { pullSetReducers } from '../forges/pullSetReducers';
import { chainOf, chainReducers, noChain } from '../chains/chainReducers';
import { landReducers } from './landReducer';
import type { AppState, EntryBody, Landing, LeftOut, MemberMove, StartingPoint, TaskEntry } from '../../protocol';

export const initialApp: AppState = {
  seq: 0,
  stage: { kind: 'queued' },
  workspace: null,
  landing: { kind: 'none' },
  earlier: [],
  restoring: null,
  updating: null,
  review: { hunks: [], comments: [], reviewed: [], sending: null },
  marks: { archived: false, pinned: false, color: null },
  priority: 'normal',
  chain: noChain,
  pull: null,
  pullSet: null,
  fence: 0,
  updatedAt: '',
};

/** The one fold of the app's journal. */
export function foldApp(state: AppState, entry: TaskEntry): AppState {
  if (entry.seq <= state.seq) {
    return state;
  }
  const change = (reducers[entry.type] as Reducer)(state, entry);
  return { ...state, ...change, seq: entry.seq, updatedAt: entry.at };
}

type Reducer<T = TaskEntry> = (state: AppState, entry: T) => Partial<AppState>;
type At<T extends EntryBody['type']> = Extract<EntryBody, { type: T }> & { at: string };

interface Kept {
  left?: LeftOut[] | undefined;
  cone?: string[] | undefined;
}

function keptOf({ left = [], cone }: Kept): Kept {
  return { ...(left.length === 0 ? {} : { left: [...left] }), ...(cone === undefined ? {} : { cone }) };
}

const none: Landing = { kind: 'none' };

/** The apply below the last one stands again, where there is one. */
function withoutLast({ earlier }: AppState): Partial<AppState> {
  const applied = earlier.at(-1);
  return { landing: applied === undefined ? none : { kind: 'applied', applied }, earlier: earlier.slice(0, -1) };
}

/** From now on the change is what differs from this. */
function onBase(
  { workspace }: AppState,
  base: StartingPoint | undefined,
  members: readonly MemberMove[] = [],
): Partial<AppState> {
  if (workspace === null || base === undefined) {
    return {};
  }
  const [first, ...others] = workspace.repos;
  const moved = others.map((repo, index) => ({ ...repo, ...members[index]?.base.to }));
  return { workspace: { ...workspace, repos: [{ ...first, ...base }, ...moved] } };
}

const reducers: { [T in EntryBody['type']]: Reducer<At<T>> } = {
  created: (_, { task }) => ({ chain: chainOf(task) }),
  owned: (_, entry) => ({ fence: entry.fence }),
  preparing: (_, entry) => ({ stage: { kind: 'preparing', step: entry.step } }),
  prepared: (_, entry) => ({ stage: { kind: 'prepared' }, workspace: entry.workspace }),
  'prepare.failed': (_, entry) => ({
    stage: { kind: 'failed', error: entry.error, afterSeq: entry.afterSeq ?? 0 },
  }),
  'runner.failed': (_, entry) => ({ stage: { kind: 'failed', error: entry.error, afterSeq: entry.afterSeq } }),
  cancelled: () => ({ stage: { kind: 'cancelled' } }),
  retried: (state) => ({ stage: state.workspace === null ? { kind: 'queued' } : { kind: 'prepared' } }),
  renamed: () => ({}),
  archived: ({ marks }) => ({ marks: { ...marks, archived: true } }),
  unarchived: ({ marks }) => ({ marks: { ...marks, archived: false } }),
  pinned: ({ marks }) => ({ marks: { ...marks, pinned: true } }),
  unpinned: ({ marks }) => ({ marks: { ...marks, pinned: false } }),
  colored: ({ marks }, { color }) => ({ marks: { ...marks, color } }),
  prioritized: (_, { priority }) => ({ priority }),
  'apply.intent': ({ landing, earlier }, entry) => ({
    landing: { kind: 'applying', applied: entry.applied },
    earlier: landing.kind === 'applied' ? [...earlier, landing.applied] : [],
  }),
  applied: (state) =>
    state.landing.kind === 'applying' ? { landing: { kind: 'applied', applied: state.landing.applied } } : {},
  'apply.failed': (state) => withoutLast(state),
  'undo.intent': (state) =>
    state.landing.kind === 'applied' ? { landing: { kind: 'undoing', applied: state.landing.applied } } : {},
  undone: (state) => withoutLast(state),
  'undo.failed': (state) =>
    state.landing.kind === 'undoing' ? { landing: { kind: 'applied', applied: state.landing.applied } } : {},
  'handback.intent': (state, { handBack }) =>
    state.landing.kind === 'applied' ? { landing: { kind: 'handing', applied: state.landing.applied, handBack } } : {},
  'handback.done': () => ({ landing: none }),
  'handback.failed': (state) =>
    state.landing.kind === 'handing' ? { landing: { kind: 'applied', applied: state.landing.applied } } : {},
  'discard.intent': (_, entry) => ({
    landing: { kind: 'discarding', salvage: entry.salvage, ...keptOf(entry) },
    earlier: [],
  }),
  discarded: (state, entry) => ({
    landing: {
      kind: 'discarded',
      salvage: state.landing.kind === 'discarding' ? state.landing.salvage : null,
      at: entry.at,
      expired: false,
      ...(state.landing.kind === 'discarding' ? keptOf(state.landing) : {}),
    },
  }),
  'salvage.expired': (state) =>
    state.landing.kind === 'discarded'
      ? { landing: { kind: 'discarded', at: state.landing.at, salvage: null, expired: true } }
      : {},
  restored: (_, entry) => ({ landing: none, earlier: [], workspace: entry.workspace }),
  'restore.intent': (_, entry) => ({ restoring: entry.restore }),
  'restore.done': (state) => {
    const { base, members } = state.restoring?.files ?? {};
    return { ...onBase(state, base?.to, members), restoring: null };
  },
  'restore.failed': () => ({ restoring: null }),
  'update.intent': (_, entry) => ({ updating: entry.update }),
  'update.done': (state) => ({ ...onBase(state, state.updating?.base.to, state.updating?.members), updating: null }),
  'update.failed': () => ({ updating: null }),
  ...reviewReducers,
  ...pullReducers,
  ...pullSetReducers,
  ...landReducers,
  ...chainReducers,
};
