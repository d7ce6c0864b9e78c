const FREE_SHIPPING_FROM_CENTS = 5000;
const SHIPPING_CENTS = 490;

/** Orders of 50.00 or more ship free. An empty order is not shipped. */
export function shippingCents(goodsCents) {
  if (goodsCents === 0) return 0;
  return goodsCents > FREE_SHIPPING_FROM_CENTS ? 0 : SHIPPING_CENTS;
}
