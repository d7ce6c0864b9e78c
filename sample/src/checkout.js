import { subtotalCents } from './cart.js';
import { formatCents } from './money.js';
import { shippingCents } from './shipping.js';
import { voucherCents } from './vouchers.js';

/** What the customer pays, in cents and as text. */
export function checkout(cart, voucherCode) {
  const goods = subtotalCents(cart);
  const discount = voucherCents(voucherCode, goods);
  const shipping = shippingCents(goods);
  const total = goods - discount + shipping;
  return { goods, discount, shipping, total, text: formatCents(total) };
}
