/** A cart is a list of lines: { sku, unitCents, quantity }. Every function returns a new cart. */
export function addLine(cart, line) {
  if (!Number.isInteger(line.quantity) || line.quantity < 1)
    throw new Error('quantity must be a positive whole number');
  const known = cart.find(({ sku }) => sku === line.sku);
  if (!known) return [...cart, line];
  return cart.map((other) => (other === known ? { ...known, quantity: known.quantity + line.quantity } : other));
}

export function removeLine(cart, sku) {
  return cart.filter((line) => line.sku !== sku);
}

export function subtotalCents(cart) {
  return cart.reduce((sum, { unitCents, quantity }) => sum + unitCents * quantity, 0);
}
