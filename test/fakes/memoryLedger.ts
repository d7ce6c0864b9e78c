import type { SharedClaim, SharedLedger, SharedMinutes, SharedTime } from '../../src/core/budget/budgetPorts';
import { DayTotals } from '../../src/core/budget/dayTotals';
import { minutesIn } from '../../src/core/budget/minutesLimit';
import type { Amount, BudgetSettings, LedgerLine } from '../../src/protocol';

/** The ledgers of a data directory in memory; `allowed` may be changed while a task waits. */
export class MemoryLedger implements SharedLedger {
  readonly lines: LedgerLine[] = [];
  private readonly totals = new Map<string, DayTotals>();

  constructor(readonly allowed: BudgetSettings = { task: {}, day: {}, prices: {} }) {}

  settings(): Promise<BudgetSettings> {
    return Promise.resolve(this.allowed);
  }

  claim({ ledger, ...claim }: SharedClaim) {
    return Promise.resolve(this.add(ledger, { v: 1, type: 'claim', ...claim }));
  }

  settle({ ledger, id }: SharedClaim, amount: Amount): Promise<void> {
    this.add(ledger, { v: 1, type: 'settle', id, amount });
    return Promise.resolve();
  }

  pass({ ledger, taskId, budget, ...time }: SharedTime): Promise<SharedMinutes | null> {
    if (budget.minutes === undefined) {
      return Promise.resolve(null);
    }
    this.add(ledger, { v: 1, type: 'time', id: taskId, ...time });
    const { used, raised } = this.totals.get(ledger)?.total ?? { used: { minutes: 0 }, raised: {} };
    const limit = minutesIn(budget, raised);
    return Promise.resolve(limit === null ? null : { ...limit, used: used.minutes });
  }

  /** What is used of a ledger by now. */
  totalOf(ledger: string) {
    return (this.totals.get(ledger) ?? new DayTotals()).total.used;
  }

  private add(ledger: string, line: LedgerLine) {
    const totals = this.totals.get(ledger) ?? new DayTotals();
    this.totals.set(ledger, totals);
    this.lines.push(line);
    return totals.add(line);
  }
}
