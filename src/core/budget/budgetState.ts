import type {
  Amount,
  BudgetRequest,
  BudgetState,
  EventBody,
  RequestUsage,
  RunnerEvent,
  RunState,
} from '../../protocol';
import { raisedBy, type Used } from './budgetLimits';

export const initialBudget: BudgetState = {
  spent: { tokens: 0, microUsd: 0, unpricedTokens: 0, isEstimated: false },
  reserved: null,
  ranMs: 0,
  claimedMs: 0,
  atMs: null,
  raised: {},
  dayRaised: null,
  sharedRaised: {},
};

export type AtWork = Pick<RunState, 'request' | 'outcome'> & Partial<Pick<RunState, 'held'>>;

/** Neither waiting for a person or a provider, nor at its end. */
export function isAtWork({ held, request, outcome }: AtWork): boolean {
  return (held ?? null) === null && request === null && outcome === null;
}

/** What the task has used after one more event of its journal; `run` is its state before. */
export function foldBudget(run: AtWork & Pick<RunState, 'budget'>, event: RunnerEvent): BudgetState {
  const { budget } = run;
  const atMs = Date.parse(event.at);
  const counts = isAtWork(run) && event.type !== 'ready';
  const passedMs = counts && budget.atMs !== null ? (event.sinceMs ?? Math.max(0, atMs - budget.atMs)) : 0;
  const ranMs = budget.ranMs + passedMs;
  const change = changes[event.type] as Change<RunnerEvent['type']> | undefined;
  const claimedMs = claiming.has(event.type) ? ranMs : budget.claimedMs;
  return { ...budget, ranMs, claimedMs, atMs, ...change?.(budget, event, run.request) };
}

/** Each follows a claim on the budgets that are shared, which counted the time until then. */
const claiming: ReadonlySet<EventBody['type']> = new Set(['model.request', 'compacting', 'aside.request']);

type Change<T extends EventBody['type']> = (
  budget: BudgetState,
  event: Extract<EventBody, { type: T }>,
  request: RunState['request'],
) => Partial<BudgetState>;

function close(budget: BudgetState): Partial<BudgetState> {
  return budget.reserved === null ? {} : { spent: withLost(budget), reserved: null };
}

const changes: { [T in EventBody['type']]?: Change<T> } = {
  'model.request': (budget, { reserved }) => ({ spent: withLost(budget), reserved: reserved ?? null }),
  compacting: (budget, { reserved }) => ({ spent: withLost(budget), reserved: reserved ?? null }),
  usage: ({ spent }, event) => ({ spent: plusUsage(spent, event), reserved: null }),
  'aside.request': ({ spent }, { reserved }) => ({ spent: plus(spent, reserved, true) }),
  'aside.answered': ({ spent }, { settled }) =>
    settled === undefined ? {} : { spent: plusUsage(minus(spent, settled.reserved), settled.used) },
  unbilled: () => ({ reserved: null }),
  ready: close,
  retry: close,
  interrupted: close,
  finished: close,
  answer: (budget, { requestId, decision }, request) =>
    request?.kind === 'budget' && requestId === request.requestId && decision.kind === 'continue'
      ? raise(budget, request)
      : {},
};

/** A request whose end is not known may have used all that was reserved for it. */
function withLost({ spent, reserved }: BudgetState): BudgetState['spent'] {
  return reserved === null ? spent : plus(spent, reserved, true);
}

function plusUsage(spent: BudgetState['spent'], { usage, cost }: RequestUsage): BudgetState['spent'] {
  const { input, output, cacheRead, cacheWrite } = usage;
  const amount = { tokens: input + output + cacheRead + cacheWrite, microUsd: cost ?? null };
  return plus(spent, amount, usage.isEstimate === true);
}

/** Gives back what was counted for a request whose usage is known by now. */
function minus(spent: BudgetState['spent'], { tokens, microUsd }: Amount): BudgetState['spent'] {
  return {
    ...spent,
    tokens: spent.tokens - tokens,
    microUsd: spent.microUsd - (microUsd ?? 0),
    unpricedTokens: spent.unpricedTokens - (microUsd === null ? tokens : 0),
  };
}

function plus(spent: BudgetState['spent'], { tokens, microUsd }: Amount, isEstimated: boolean): BudgetState['spent'] {
  return {
    tokens: spent.tokens + tokens,
    microUsd: spent.microUsd + (microUsd ?? 0),
    unpricedTokens: spent.unpricedTokens + (microUsd === null ? tokens : 0),
    isEstimated: spent.isEstimated || isEstimated,
  };
}

function raise(budget: BudgetState, { limit, allowed, adds, day, shared }: BudgetRequest): Partial<BudgetState> {
  const to = { [limit]: allowed + adds };
  if (shared === true) {
    return { sharedRaised: raisedBy(budget.sharedRaised, to) };
  }
  if (day === undefined) {
    return { raised: raisedBy(budget.raised, to) };
  }
  const before = budget.dayRaised?.day === day ? budget.dayRaised.limits : {};
  return { dayRaised: { day, limits: raisedBy(before, to) } };
}

/** What counts against the task's limits, with what is reserved. Its turns are counted by `RunState`. */
export function usedOf(budget: BudgetState): Used {
  const { tokens, microUsd, unpricedTokens } = withLost(budget);
  return { usd: microUsd, tokens, turns: 0, minutes: budget.ranMs, unpricedTokens };
}
