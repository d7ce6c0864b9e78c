import type { AppState, EntryBody, PullSetState } from '../../protocol';
import { pullReducers } from './pullReducers';

type SetEntry = Extract<EntryBody, { type: `pulls.${string}` }>;
type Reducer<T extends SetEntry['type']> = (
  state: AppState,
  entry: Extract<SetEntry, { type: T }>,
) => Partial<AppState>;
type Part = PullSetState['parts'][number];

/** The part of the app's journal that is about the pull requests of several repositories. */
export const pullSetReducers: { [T in SetEntry['type']]: Reducer<T> } = {
  'pulls.intent': ({ pullSet }, { parts }) => ({
    pullSet: {
      parts: parts.map((planned) => {
        const before = pullSet?.parts.find(({ member }) => member === planned.member);
        return { ...planned, pull: before?.pull ?? null, links: before?.links ?? [] };
      }),
    },
  }),
  'pulls.part': (state, { member, entry }) =>
    changed(state, member, (part) => {
      const reduce = pullReducers[entry.type] as (of: AppState, by: typeof entry) => Partial<AppState>;
      const { pull = part.pull } = reduce({ ...state, pull: part.pull }, entry);
      return { ...part, pull };
    }),
  'pulls.linked': (state, { member, links }) => changed(state, member, (part) => ({ ...part, links })),
  'pulls.forgotten': () => ({ pullSet: null }),
};

function changed({ pullSet }: AppState, member: string, change: (part: Part) => Part): Partial<AppState> {
  return pullSet === null
    ? {}
    : { pullSet: { parts: pullSet.parts.map((part) => (part.member === member ? change(part) : part)) } };
}
