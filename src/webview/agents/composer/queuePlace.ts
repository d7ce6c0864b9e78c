import type { QueuedMessage } from '../../../protocol';

type Place = number | null | undefined;

/** Before which message one comes by a key; null: after all; undefined where the key does not move it. */
export function placeAfterKey({ altKey, key }: KeyboardEvent, queued: readonly QueuedMessage[], moved: number): Place {
  const at = queued.findIndex(({ seq }) => seq === moved);
  if (!altKey || at === -1) {
    return undefined;
  }
  if (key === 'ArrowUp') {
    return queued[at - 1]?.seq;
  }
  return key === 'ArrowDown' && at < queued.length - 1 ? (queued[at + 2]?.seq ?? null) : undefined;
}

/** The same for one that is dropped onto another, whose place it takes. */
export function placeAfterDrop(queued: readonly QueuedMessage[], moved: number | null, onto: number): Place {
  const from = queued.findIndex(({ seq }) => seq === moved);
  const to = queued.findIndex(({ seq }) => seq === onto);
  if (from === -1 || to === -1 || from === to) {
    return undefined;
  }
  return from > to ? onto : (queued[to + 1]?.seq ?? null);
}
