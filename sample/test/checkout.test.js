import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkout } from '../src/checkout.js';
import { shippingCents } from '../src/shipping.js';

const lamp = { sku: 'lamp', unitCents: 2500, quantity: 1 };

test('a small order pays for shipping', () => {
  assert.equal(shippingCents(2500), 490);
});

test('a large order ships free', () => {
  assert.equal(shippingCents(7500), 0);
});

test('an order of exactly 50.00 ships free', () => {
  assert.equal(shippingCents(5000), 0);
});

test('an empty cart is not charged for shipping', () => {
  assert.equal(checkout([]).total, 0);
});

test('a percentage voucher lowers the total', () => {
  assert.deepEqual(checkout([{ ...lamp, quantity: 3 }], 'SPRING10'), {
    goods: 7500,
    discount: 750,
    shipping: 0,
    total: 6750,
    text: '67.50',
  });
});

test('a voucher never takes off more than the goods cost', () => {
  assert.equal(checkout([{ sku: 'card', unitCents: 300, quantity: 1 }], 'MINUS5').discount, 300);
});
