import { roundCents } from './money.js';

const vouchers = {
  SPRING10: (goodsCents) => roundCents(goodsCents * 0.1),
  MINUS5: (goodsCents) => Math.min(500, goodsCents),
};

/** How much a voucher code takes off the goods. An unknown code takes nothing off. */
export function voucherCents(code, goodsCents) {
  return vouchers[code]?.(goodsCents) ?? 0;
}
