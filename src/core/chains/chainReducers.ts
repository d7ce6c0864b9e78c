import type { AppState, ChainLink, ChainState, EntryBody } from '../../protocol';

export const noChain: ChainState = { links: [], broken: null, begun: null };

type Of<T extends EntryBody['type']> = Extract<EntryBody, { type: T }>;
type Change = Partial<AppState>;

/** With the links that the task was made with. */
export function chainOf({ after = [] }: { after?: readonly ChainLink[] | undefined }): ChainState {
  return { ...noChain, links: [...after] };
}

export const chainReducers = {
  'chain.linked': ({ chain }: AppState, { link }: Of<'chain.linked'>): Change => ({
    chain: { ...chain, broken: null, links: [...without(chain, link.taskId), link] },
  }),
  'chain.unlinked': ({ chain }: AppState, { taskId }: Of<'chain.unlinked'>): Change => ({
    chain: { ...chain, broken: null, links: without(chain, taskId) },
  }),
  'chain.broken': ({ chain }: AppState, { request }: Of<'chain.broken'>): Change => ({
    chain: { ...chain, broken: request },
  }),
  'chain.mended': ({ chain }: AppState): Change => ({ chain: { ...chain, broken: null } }),
  'chain.begun': ({ chain }: AppState, { how }: Of<'chain.begun'>): Change => ({
    chain: { ...chain, broken: null, begun: how },
  }),
};

function without({ links }: ChainState, taskId: string): ChainLink[] {
  return links.filter((link) => link.taskId !== taskId);
}
