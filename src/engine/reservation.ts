import { quantitiesOf, reachedLimit, requestLimits } from '../core/budgetLimits';
import type { DayClaim, PriceOf } from '../core/budgetPorts';
import { usedOf } from '../core/budgetState';
import { ModelError } from '../core/errors';
import { localDay } from '../core/localDay';
import { baseUrlOf } from '../core/modelCatalog';
import type { ModelRequest } from '../core/modelPorts';
import { estimatedUsage, worstCase } from '../core/worstCase';
import type { Amount, BudgetSettings, ReachedLimit, RequestUsage, Usage } from '../protocol';
import { newRequestId } from './questions';
import type { Session } from './session';

/** What is reserved for a request until it is known what it used. */
export interface Reservation {
  /** The most it may use. */
  readonly amount: Amount;
  /** What it used; where the provider counted nothing, about what it must have been. */
  usedBy(usage: Usage, answer: string): Promise<RequestUsage>;
  /** Counts what it used against the day. */
  settle(used: RequestUsage): Promise<void>;
  /** Gives everything back to the day: the request was not sent, or surely cost nothing. */
  drop(): Promise<void>;
}

/**
 * Reserves the most that the request may use, against the task's budget and the day's. Where that could pass a limit the
 * user is asked, and null is returned: the request must not be sent.
 */
export async function reserve(session: Session, request: ModelRequest): Promise<Reservation | null> {
  const found = await reservationFor(session, request);
  if ('amount' in found) {
    return found;
  }
  const { day, ...reached } = found;
  const requestId = newRequestId(session);
  const asked = { ...reached, kind: 'budget', requestId, ...(day === undefined ? {} : { day }) } as const;
  await session.recordStep('model', { type: 'question', request: asked });
  return null;
}

/** As `reserve`, and asks nobody: the limit that could be passed, with the day where it is the day's. */
export async function reservationFor(
  session: Session,
  request: ModelRequest,
): Promise<Reservation | (ReachedLimit & { day?: string })> {
  const { task, ports, state } = session;
  const settings = await ports.ledger.settings();
  const at = ports.clock.now();
  const price = (): Promise<PriceOf | null> => ports.prices.of(request.model, at);
  const budget = task.budget ?? settings.task;
  const amount = isFree(request) ? nothing : worstCase(request, hasMoneyLimit(budget, settings) ? await price() : null);
  const need = { usd: amount.microUsd, tokens: amount.tokens };
  const reached = reachedLimit(requestLimits(budget), state.budget.raised, usedOf(state.budget), need);
  if (reached !== null) {
    return reached;
  }
  const day = localDay(at);
  const claim = claimOf(session, { day, amount, budget: quantitiesOf(settings.day) });
  const ofDay = await ports.ledger.claim(claim);
  return ofDay === null ? reservation(session, request, claim, price) : { ...ofDay, day };
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
function hasMoneyLimit(task: BudgetSettings['task'], { day }: BudgetSettings): boolean {
  return task.usd !== undefined || day.usd !== undefined;
}

function claimOf({ task, ports, state }: Session, more: Pick<DayClaim, 'day' | 'amount' | 'budget'>): DayClaim {
  const { ranMs, claimedMs, dayRaised } = state.budget;
  return {
    ...more,
    id: `${task.id}-${ports.ids.short()}`,
    ranMs: ranMs - claimedMs,
    raised: dayRaised?.day === more.day ? dayRaised.limits : {},
  };
}

function reservation(
  session: Session,
  request: ModelRequest,
  claim: DayClaim,
  price: () => Promise<PriceOf | null>,
): Reservation {
  return {
    amount: claim.amount,
    async usedBy(reported, answer) {
      const isCounted = tokensOf(reported) > 0 || isFree(request);
      const usage = isCounted ? reported : estimatedUsage(request, answer);
      const cost = (await price())?.(usage);
      return { usage, ...(cost === undefined ? {} : { cost }) };
    },
    settle: ({ usage, cost }) => settleDay(session, claim, { tokens: tokensOf(usage), microUsd: cost ?? null }),
    drop: () => settleDay(session, claim, nothing),
  };
}

/** Where this can't be written the day counts what was claimed, which is not less. */
async function settleDay({ ports }: Session, claim: DayClaim, amount: Amount): Promise<void> {
  try {
    await ports.ledger.settle(claim, amount);
  } catch (error) {
    ports.log.error('A request counts in full against the budget of the day.', error);
  }
}

function tokensOf({ input, output, cacheRead, cacheWrite }: Usage): number {
  return input + output + cacheRead + cacheWrite;
}
