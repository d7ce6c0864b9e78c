/** Rounds half a cent up, as the tax office does. */
export function roundCents(cents) {
  return Math.floor(cents + 0.5);
}

/** 4990 becomes "49.90". */
export function formatCents(cents) {
  const sign = cents < 0 ? '-' : '';
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** "49.90" becomes 4990. Throws on anything that is not an amount with at most two decimals. */
export function parseCents(text) {
  const match = /^(\d+)(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) throw new Error(`not an amount: ${text}`);
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}
