import type { ParseArgsOptionsConfig } from 'node:util';
import { Budget, SharedBudget } from '../../protocol';
import type { Arguments } from './subcommand';
import { UsageError } from './usageError';

export const budgetOptions: ParseArgsOptionsConfig = {
  'budget-usd': { type: 'string' },
  'max-tokens': { type: 'string' },
  'max-minutes': { type: 'string' },
  'shared-budget': { type: 'string' },
};

export const budgetHelp = [
  '  --budget-usd N          dollars before the task asks; where a price is unknown, tokens are limited instead',
  '  --max-tokens N          tokens before the task asks',
  '  --max-minutes N         minutes of work before the task asks; “none” lifts any of the three',
  '  --shared-budget NAME    these limits are for all tasks that name the same, together',
];

/** What the command line says of a task's budget, over what the settings say; turns are a limit of their own there. */
export type BudgetChange = Readonly<Partial<Record<'usd' | 'tokens' | 'turns' | 'minutes', number | undefined>>>;

export function readBudget(args: Arguments): BudgetChange {
  const names = { usd: 'budget-usd', tokens: 'max-tokens', minutes: 'max-minutes' } as const;
  const given = Object.entries(names).flatMap(([limit, option]) => {
    const text = args.text(option);
    return text === undefined ? [] : [[limit, text === 'none' ? undefined : readLimit(limit, option, text)] as const];
  });
  return { ...Object.fromEntries(given), ...(args.has('max-turns') ? { turns: undefined } : {}) };
}

/** The budget that the task shares, where one is named: then what is said is of it. Throws `UsageError`. */
export function readSharedBudget(args: Arguments): { sharedBudget?: SharedBudget } {
  const id = args.text('shared-budget');
  if (id === undefined) {
    return {};
  }
  const limits = Object.entries(readBudget(args)).filter(([, limit]) => limit !== undefined);
  if (limits.length === 0) {
    throw new UsageError('--shared-budget needs a limit: --budget-usd, --max-tokens or --max-minutes.');
  }
  const { data } = SharedBudget.safeParse({ id, budget: Object.fromEntries(limits) });
  if (data === undefined) {
    throw new UsageError(`--shared-budget is a name of letters, digits, - and _, not “${id}”.`);
  }
  return { sharedBudget: data };
}

/** Throws `UsageError` for what is no limit. */
function readLimit(limit: string, option: string, text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!Budget.safeParse({ [limit]: value }).success) {
    const kind = limit === 'tokens' ? 'a whole number from 1 on' : 'a number above 0';
    throw new UsageError(`--${option} is ${kind}, or none, not “${text}”.`);
  }
  return value;
}
