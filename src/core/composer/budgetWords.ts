import type { Budget } from '../../protocol';

/** What a budget in words allows: `2.50`, `$5`, `500k tokens`, `30 min`, several of them with commas; null for anything else. */
export function budgetIn(text: string): Budget | null {
  const budget: Budget = {};
  for (const part of text.split(',')) {
    const [, sign = '', digits, scale = '', unit = ''] =
      /^\s*(\$?)\s*(\d+(?:\.\d+)?)\s*(?:(k|m)\b)?\s*([a-z]*)\s*$/i.exec(part) ?? [];
    const limit = limitOf(sign === '' ? unit.toLowerCase() : 'usd');
    const amount = Number(digits) * (scales[scale.toLowerCase()] ?? 1);
    const isOdd = limit === 'tokens' ? !Number.isInteger(amount) : scale !== '';
    if (limit === null || !(amount > 0) || isOdd) {
      return null;
    }
    budget[limit] = amount;
  }
  return budget;
}

const scales: Partial<Record<string, number>> = { k: 1000, m: 1_000_000 };

function limitOf(unit: string): 'usd' | 'tokens' | 'minutes' | null {
  if (unit === '' || unit === 'usd' || unit === 'dollars') {
    return 'usd';
  }
  if (/^tokens?$/.test(unit)) {
    return 'tokens';
  }
  return /^(min|minutes?)$/.test(unit) ? 'minutes' : null;
}
