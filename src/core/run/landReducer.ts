import type { AppState, Applied, EntryBody, Landed, Landing, TaskView } from '../../protocol';

type LandType = Extract<EntryBody['type'], `${'land' | 'unland'}${string}`>;
type Reducers = { [T in LandType]: (state: AppState, entry: Extract<EntryBody, { type: T }>) => Partial<AppState> };

/** A crash came between an intent of a landing and its result, or the act is under way. */
export function isMidLanding({ app }: Pick<TaskView, 'app'>): boolean {
  const half: readonly Landing['kind'][] = ['applying', 'undoing', 'handing', 'landing', 'unlanding', 'discarding'];
  return half.includes(app.landing.kind);
}

function appliedOf(landing: Landing): Applied | null {
  return landing.kind === 'applied' ? landing.applied : null;
}

function before({ applied }: { applied: Applied | null }): Landing {
  return applied === null ? { kind: 'none' } : { kind: 'applied', applied };
}

/** How landings fold. */
export const landReducers: Reducers = {
  'land.intent': ({ landing }, { landed }) => ({
    landing: { kind: 'landing', landed, applied: appliedOf(landing) },
  }),
  'land.made': ({ landing }, { commits }) =>
    landing.kind === 'landing' ? { landing: { ...landing, landed: { ...landing.landed, commits } } } : {},
  landed: ({ landing }) => (landing.kind === 'landing' ? { landing: { ...landing, kind: 'landed' } } : {}),
  'land.failed': ({ landing }) => (landing.kind === 'landing' ? { landing: before(landing) } : {}),
  'unland.intent': ({ landing }, { revert }) =>
    landing.kind === 'landed' ? { landing: { ...landing, kind: 'unlanding', revert } } : {},
  unlanded: ({ landing }) =>
    landing.kind === 'unlanding' ? { landing: landing.revert ? { kind: 'none' } : before(landing) } : {},
  'unland.failed': ({ landing }) => (landing.kind === 'unlanding' ? { landing: standing(landing) } : {}),
};

function standing({ landed, applied }: { landed: Landed; applied: Applied | null }): Landing {
  return { kind: 'landed', landed, applied };
}
