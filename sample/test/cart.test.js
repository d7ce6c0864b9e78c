import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addLine, removeLine, subtotalCents } from '../src/cart.js';

const tea = { sku: 'tea', unitCents: 450, quantity: 2 };
const cup = { sku: 'cup', unitCents: 1290, quantity: 1 };

test('an empty cart costs nothing', () => {
  assert.equal(subtotalCents([]), 0);
});

test('the subtotal counts quantities', () => {
  assert.equal(subtotalCents([tea, cup]), 2190);
});

test('the same article becomes one line', () => {
  assert.deepEqual(addLine([tea], { ...tea, quantity: 3 }), [{ ...tea, quantity: 5 }]);
});

test('a line can be removed', () => {
  assert.deepEqual(removeLine([tea, cup], 'tea'), [cup]);
});

test('a quantity of zero is refused', () => {
  assert.throws(() => addLine([], { ...tea, quantity: 0 }), { message: 'quantity must be a positive whole number' });
});
