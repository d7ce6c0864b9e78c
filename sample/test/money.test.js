import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCents, parseCents, roundCents } from '../src/money.js';

test('half a cent is rounded up', () => {
  assert.equal(roundCents(12.5), 13);
  assert.equal(roundCents(12.4), 12);
});

test('cents are shown with two decimals', () => {
  assert.equal(formatCents(4990), '49.90');
  assert.equal(formatCents(5), '0.05');
});

test('a refund is shown with a minus sign', () => {
  assert.equal(formatCents(-490), '-4.90');
});

test('an amount is read with one, two or no decimals', () => {
  assert.deepEqual(['49.90', '49.9', '49'].map(parseCents), [4990, 4990, 4900]);
});

test('text that is not an amount is refused', () => {
  assert.throws(() => parseCents('4,90'), { message: 'not an amount: 4,90' });
});
