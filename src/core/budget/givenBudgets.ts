import { Budget, type BudgetSettings, Price } from '../../protocol';

/** What a task may use where nothing else is said, and what holds in the place of a setting that can't be understood. */
const usualBudget: Budget = { usd: 10 };

export interface GivenBudgets {
  settings: BudgetSettings;
  /** What can't be understood, as the setting is named behind `backgroundAgents.`; a model's price with its name. */
  problems: string[];
}

/** Budgets and prices as a person wrote them. `null` takes a limit away that would hold otherwise. */
export function givenBudgets(values: { task: unknown; day: unknown; prices: unknown }): GivenBudgets {
  const problems: string[] = [];
  const budget = (name: 'task' | 'day'): Budget => {
    const read = Budget.safeParse(withoutNulls(values[name] ?? {}));
    if (!read.success) {
      problems.push(`budget.${name}`);
    }
    return read.data ?? usualBudget;
  };
  return {
    settings: { task: budget('task'), day: budget('day'), prices: pricesOf(values.prices, problems) },
    problems,
  };
}

function pricesOf(value: unknown, problems: string[]): Record<string, Price> {
  if (typeof value !== 'object' || value === null) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([model, given]: [string, unknown]) => {
      const price = Price.safeParse(given);
      if (!price.success) {
        problems.push(`prices (${model})`);
      }
      return price.success ? [[model, price.data] as const] : [];
    }),
  );
}

function withoutNulls(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([, limit]) => limit !== null))
    : value;
}
