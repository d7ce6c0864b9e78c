import * as path from 'node:path';
import type { DaySpending } from '../../core/budget/dayTotals';
import { limitsInForce, quantitiesOf } from '../../core/budget/budgetLimits';
import { localDay } from '../../core/budget/localDay';
import type { Clock, Log } from '../../core/ports';
import { readBudgetSettings } from './budgetLedger';
import { LedgerReader } from './ledgerReader';
import { toStoreError } from './storeErrors';

/** What all tasks of the data directory have used today. Each look reads only what is new. */
export class DaySpendingReader {
  private known: { day: string; reader: LedgerReader } | null = null;

  constructor(
    private readonly root: string,
    private readonly deps: { clock: Pick<Clock, 'now'>; log: Log },
  ) {}

  /** Throws `StoreError`. */
  async today(): Promise<DaySpending> {
    const { clock, log } = this.deps;
    const day = localDay(clock.now());
    const known =
      this.known?.day === day
        ? this.known
        : { day, reader: new LedgerReader(path.join(this.root, 'budgets', `${day}.jsonl`), log) };
    this.known = known;
    const settings = await readBudgetSettings(this.root);
    try {
      await known.reader.readOn();
    } catch (error) {
      throw toStoreError(error, 'read what the day has used');
    }
    const { used, raised } = known.reader.totals.total;
    const budget = quantitiesOf(settings.day);
    const inForce = limitsInForce(budget, raised, used.unpricedTokens > 0);
    const limits = Object.fromEntries(Object.entries(inForce).filter(([name]) => name in budget || name === 'tokens'));
    return { day, used, limits: Object.keys(budget).length === 0 ? {} : limits };
  }
}
