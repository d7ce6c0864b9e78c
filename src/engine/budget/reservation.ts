import { reachedLimit, requestLimits } from '../../core/budget/budgetLimits';
import type { PriceOf, SharedClaim } from '../../core/budget/budgetPorts';
import { usedOf } from '../../core/budget/budgetState';
import { ModelError } from '../../core/errors';
import { baseUrlOf } from '../../core/models/modelCatalog';
import type { ModelRequest } from '../../core/models/modelPorts';
import { estimatedUsage, worstCase } from '../../core/budget/worstCase';
import type { Amount, Budget, BudgetSettings, PassedLimit, RequestUsage, Usage } from '../../protocol';
import { newRequestId } from '../model/questions';
import type { Session } from '../session';
import { type SharedBudgetOf, sharedBudgetsOf } from './sharedBudgets';

/** What is reserved for a request until it is known what it used. */
export interface Reservation {
  /** The most it may use. */
  readonly amount: Amount;
  /** What it used; where the provider counted nothing, about what it must have been. */
  usedBy(usage: Usage, answer: string): Promise<RequestUsage>;
  /** Counts what it used against the budgets that are shared. */
  settle(used: RequestUsage): Promise<void>;
  /** Gives everything back to them: the request was not sent, or surely cost nothing. */
  drop(): Promise<void>;
}

/**
 * Reserves the most that the request may use, against the task's budget, the day's and one that it shares. Where that
 * could pass a limit the user is asked, and null is returned: the request must not be sent.
 */
export async function reserve(session: Session, request: ModelRequest): Promise<Reservation | null> {
  const found = await reservationFor(session, request);
  if ('amount' in found) {
    return found;
  }
  const asked = { ...found, kind: 'budget', requestId: newRequestId(session) } as const;
  await session.recordStep('model', { type: 'question', request: asked });
  return null;
}

/** As `reserve`, and asks nobody. */
export async function reservationFor(session: Session, request: ModelRequest): Promise<Reservation | PassedLimit> {
  const { task, ports, state } = session;
  const settings = await ports.ledger.settings();
  const at = ports.clock.now();
  const price = (): Promise<PriceOf | null> => ports.prices.of(request.model, at);
  const budget = task.budget ?? settings.task;
  const amount = isFree(request)
    ? nothing
    : worstCase(request, hasMoneyLimit(budget, task.sharedBudget?.budget, settings.day) ? await price() : null);
  const need = { usd: amount.microUsd, tokens: amount.tokens };
  const reached = reachedLimit(requestLimits(budget), state.budget.raised, usedOf(state.budget), need);
  if (reached !== null) {
    return reached;
  }
  const claims = claimsOf(session, amount, settings);
  for (const [index, { whose, claim }] of claims.entries()) {
    const ofAll = await ports.ledger.claim(claim);
    if (ofAll !== null) {
      await settleAll(session, claims.slice(0, index), nothing);
      return { ...ofAll, ...whose };
    }
  }
  return reservation(session, { request, amount, claims }, price);
}

/** What a request that failed gives back: all of it where it surely cost nothing, else nothing. */
export async function failed(session: Session, reservation: Reservation, error: unknown): Promise<void> {
  if (isUnbilled(error)) {
    await session.record({ type: 'unbilled' });
    await reservation.drop();
  }
}

export function isUnbilled(error: unknown): boolean {
  return error instanceof ModelError && !error.mayBeBilled;
}

const nothing: Amount = { tokens: 0, microUsd: 0 };

/** Nothing is sent to anybody: the rehearsal. */
function isFree({ model }: ModelRequest): boolean {
  return baseUrlOf(model) === null;
}

/** A price is looked up before the request only where money is limited; else when the answer has come. */
function hasMoneyLimit(...budgets: readonly (Budget | undefined)[]): boolean {
  return budgets.some((budget) => budget?.usd !== undefined);
}

interface PlacedClaim {
  whose: SharedBudgetOf['whose'];
  claim: SharedClaim;
}

/** On the budget that the task shares, where there is one, and on the day's. */
function claimsOf(session: Session, amount: Amount, settings: BudgetSettings): PlacedClaim[] {
  const id = `${session.task.id}-${session.ports.ids.short()}`;
  return sharedBudgetsOf(session, settings).map(({ whose, ...budget }) => ({
    whose,
    claim: { ...budget, id, amount },
  }));
}

function reservation(
  session: Session,
  { request, amount, claims }: { request: ModelRequest; amount: Amount; claims: readonly PlacedClaim[] },
  price: () => Promise<PriceOf | null>,
): Reservation {
  return {
    amount,
    async usedBy(reported, answer) {
      const isCounted = tokensOf(reported) > 0 || isFree(request);
      const usage = isCounted ? reported : estimatedUsage(request, answer);
      const cost = (await price())?.(usage);
      return { usage, ...(cost === undefined ? {} : { cost }) };
    },
    settle: ({ usage, cost }) => settleAll(session, claims, { tokens: tokensOf(usage), microUsd: cost ?? null }),
    drop: () => settleAll(session, claims, nothing),
  };
}

/** Where this can't be written, what was claimed counts, which is not less. */
async function settleAll({ ports }: Session, claims: readonly PlacedClaim[], amount: Amount): Promise<void> {
  for (const { claim } of claims) {
    try {
      await ports.ledger.settle(claim, amount);
    } catch (error) {
      ports.log.error('A request counts in full against a budget that is shared.', error);
    }
  }
}

function tokensOf({ input, output, cacheRead, cacheWrite }: Usage): number {
  return input + output + cacheRead + cacheWrite;
}
