import type { Amount, LedgerLine, Quantities, ReachedLimit } from '../../protocol';
import { raisedBy, reachedLimit, type Used } from './budgetLimits';

/** What a day has used, and its limits: those of the settings with what answers have raised. */
export interface DaySpending {
  /** As `2026-01-31`. */
  day: string;
  used: Used;
  limits: Quantities;
}

/**
 * A day's ledger, folded. Every reader folds the same lines in the same order and so comes to the same answer for each
 * claim: granted is what fits after everything that stands before it.
 */
export class DayTotals {
  private readonly open = new Map<string, Amount>();
  /** Time of tasks since their last claims, by their ids. */
  private readonly atWork = new Map<string, number>();
  private readonly used: Used = { usd: 0, tokens: 0, turns: 0, minutes: 0, unpricedTokens: 0 };
  private raised: Quantities = {};

  /** The next line of the file; for a claim that is refused, why. A claim that was seen before changes nothing. */
  add(line: LedgerLine): ReachedLimit | null {
    switch (line.type) {
      case 'claim':
        return this.claim(line);
      case 'settle':
        return this.settle(line);
      case 'time':
        return this.time(line);
    }
  }

  /** With what requests under way may use. */
  get total(): { used: Readonly<Used>; raised: Quantities } {
    return { used: { ...this.used }, raised: this.raised };
  }

  private claim({ id, amount, ranMs, budget, raised }: Extract<LedgerLine, { type: 'claim' }>): ReachedLimit | null {
    this.raised = raisedBy(this.raised, raised);
    const need = { usd: amount.microUsd, tokens: amount.tokens };
    const task = id.split('-', 1).join('');
    const notCounted = ranMs - (this.atWork.get(task) ?? 0);
    const used = { ...this.used, minutes: this.used.minutes + notCounted };
    const reached = reachedLimit(budget, this.raised, used, need);
    if (reached === null && !this.open.has(id)) {
      this.open.set(id, amount);
      this.used.turns += 1;
      this.used.minutes += notCounted;
      this.atWork.delete(task);
      this.count(amount, 1);
    }
    return reached;
  }

  private settle({ id, amount }: Extract<LedgerLine, { type: 'settle' }>): null {
    const claimed = this.open.get(id);
    if (claimed !== undefined) {
      this.open.delete(id);
      this.count(claimed, -1);
      this.count(amount, 1);
    }
    return null;
  }

  private time({ id, ranMs, raised }: Extract<LedgerLine, { type: 'time' }>): null {
    this.raised = raisedBy(this.raised, raised);
    this.used.minutes += ranMs - (this.atWork.get(id) ?? 0);
    this.atWork.set(id, ranMs);
    return null;
  }

  private count({ tokens, microUsd }: Amount, sign: 1 | -1): void {
    this.used.tokens += sign * tokens;
    this.used.usd += sign * (microUsd ?? 0);
    this.used.unpricedTokens += sign * (microUsd === null ? tokens : 0);
  }
}
