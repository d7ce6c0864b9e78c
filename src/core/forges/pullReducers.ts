import type { AppState, EntryBody, PullState } from '../../protocol';

type PullEntry = Extract<EntryBody, { type: `pull.${string}` }>;
type Reducer<T extends PullEntry['type']> = (
  state: AppState,
  entry: Extract<PullEntry, { type: T }>,
) => Partial<AppState>;

/** Changes the pull request, where there is one. */
function changed(state: AppState, change: (pull: PullState) => Partial<PullState>): Partial<AppState> {
  return state.pull === null ? {} : { pull: { ...state.pull, ...change(state.pull) } };
}

/** The part of the app's journal that is about pull requests. */
export const pullReducers: { [T in PullEntry['type']]: Reducer<T> } = {
  'pull.intent': ({ pull }, { plan }) => {
    const isSame = pull !== null && isSameBranch(pull, plan);
    const pushed = isSame ? pull.pushed : null;
    return { pull: { plan, stage: 'opening', opened: null, pushed, pushing: null, rounds: [] } };
  },
  'pull.pushing': (state, { commit }) => changed(state, () => ({ pushing: commit })),
  'pull.pushed': (state, { commit }) => changed(state, () => ({ pushed: commit, pushing: null })),
  'pull.opened': (state, { opened }) => changed(state, () => ({ stage: 'open', opened })),
  'pull.failed': (state) =>
    changed(state, ({ opened }) => ({ stage: opened === null ? 'failed' : 'open', pushing: null })),
  'pull.addressed': (state, { round }) => changed(state, ({ rounds }) => ({ rounds: [...rounds, round] })),
  'pull.forgotten': () => ({ pull: null }),
};

function isSameBranch({ plan: before }: PullState, plan: PullState['plan']): boolean {
  return before.branch === plan.branch && before.from.host === plan.from.host && before.from.path === plan.from.path;
}
