/** What was read under a name, or what `read` gives; a failure is not kept. Beyond `limit` the oldest is forgotten. */
export function remembered<T>(
  kept: Map<string, Promise<T>>,
  name: string,
  { read, limit }: { read: () => Promise<T>; limit: number },
): Promise<T> {
  const known = kept.get(name);
  if (known !== undefined) {
    return known;
  }
  const found = read();
  kept.set(name, found);
  found.catch(() => kept.delete(name));
  const oldest = kept.keys().next();
  if (kept.size > limit && oldest.done !== true) {
    kept.delete(oldest.value);
  }
  return found;
}
