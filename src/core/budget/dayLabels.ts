import type { BudgetLimit } from '../../protocol';
import type { DaySpending } from './dayTotals';
import { compactNumber } from '../labels/compactNumber';
import { moneyLabel, partLabel, quantityLabel } from './spendingLabels';
import type { Translate } from '../translate';

const order: readonly BudgetLimit[] = ['usd', 'tokens', 'turns', 'minutes'];

/** What the day has used: `$1.23`, `$1.23 and 12k tokens of unknown price`, `12k tokens`; empty where that is nothing. */
export function dayLabel({ used }: DaySpending, t: Translate): string {
  const { usd, tokens, unpricedTokens } = used;
  if (tokens === 0) {
    return '';
  }
  if (unpricedTokens === tokens) {
    return t('{0} tokens', compactNumber(tokens));
  }
  return unpricedTokens > 0
    ? t('{0} and {1} tokens of unknown price', moneyLabel(usd), compactNumber(unpricedTokens))
    : moneyLabel(usd);
}

/** A line for each limit of the day, with what is left: `$1.23 of $10.00 used, $8.77 left`; none where there is no limit. */
export function dayLimitLines({ used, limits }: DaySpending, t: Translate): string[] {
  return order.flatMap((limit) => {
    const allowed = limits[limit];
    if (allowed === undefined) {
      return [];
    }
    const [part, whole] = [partLabel(limit, used[limit]), quantityLabel(limit, allowed, t)];
    return [t('{0} of {1} used, {2} left', part, whole, partLabel(limit, Math.max(0, allowed - used[limit])))];
  });
}

/** The day in one sentence, for a tooltip: `Today: $1.23 of $10.00 used, $8.77 left`. Empty where there is nothing to say. */
export function dayTooltip(spending: DaySpending, t: Translate): string {
  const [nearest] = dayLimitLines(spending, t);
  const said = nearest ?? dayLabel(spending, t);
  return said === '' ? '' : t('Today: {0}', said);
}
