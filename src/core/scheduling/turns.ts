import type {
  Place,
  PlaceBook,
  PlaceClaim,
  PlaceHolder,
  PlaceLimits,
  Priority,
  QueuedWhy,
  TaskId,
} from '../../protocol';

export const emptyBook: PlaceBook = { v: 1, time: 0, tickets: 0, batches: {}, places: [] };

/** What one turn costs a batch, and how far the time goes on with each place that is given at least. */
const turnCost = 4;
const ageing = 1;
/** How far a turn is moved. It is bounded, so that what waits is overtaken only so often. */
const moved: Readonly<Record<Priority, number>> = { high: -8 * turnCost, normal: 0, low: 8 * turnCost };

interface Asking {
  taskId: TaskId;
  claim: PlaceClaim;
  holder: PlaceHolder;
}

/**
 * Puts a task into the queue; one that is in it keeps its turn. Each batch has its turns one after the other from the
 * time of the book on (start-time fair queueing, Goyal et al. 1996), so that a large one takes turns with the others; the
 * time goes on with every place that is given, so that what comes later never stays in front for good.
 */
export function asked(book: PlaceBook, { taskId, claim, holder }: Asking): PlaceBook {
  if (book.places.some((place) => place.taskId === taskId)) {
    return { ...book, places: changed(book, taskId, (place) => ({ ...place, holder, claim })) };
  }
  const turn = Math.max(book.time, book.batches[claim.batch] ?? book.time);
  const ticket = book.tickets + 1;
  return {
    ...book,
    tickets: ticket,
    batches: { ...book.batches, [claim.batch]: turn + turnCost },
    places: [...book.places, { taskId, claim, holder, turn, ticket, stage: 'waiting' }],
  };
}

/** Gives a task a place at once, whatever the limits are. */
export function entered(book: PlaceBook, asking: Asking): PlaceBook {
  const { taskId } = asking;
  return { ...book, places: changed(asked(book, asking), taskId, (place) => ({ ...place, stage: 'running' })) };
}

export function left(book: PlaceBook, taskId: TaskId): PlaceBook {
  return { ...book, places: book.places.filter((place) => place.taskId !== taskId) };
}

/** Gives places for as long as there are any. */
export function admitted(before: PlaceBook, limits: PlaceLimits): PlaceBook {
  let book = before;
  for (let next = nextIn(book, limits); next !== null; next = nextIn(book, limits)) {
    book = { ...given(book, next), places: changed(book, next.taskId, (place) => ({ ...place, stage: 'running' })) };
  }
  return book;
}

/** What each task that waits waits for. */
export function queueOf(book: PlaceBook, limits: PlaceLimits, isPaused: boolean): Map<TaskId, QueuedWhy> {
  const whys = waiting(book).map((place, index): [TaskId, QueuedWhy] => {
    const full = fullFor(book, place, limits) ?? 'machine';
    return [place.taskId, isPaused ? { kind: 'paused' } : { kind: 'place', position: index + 1, of: full }];
  });
  return new Map(whys);
}

function changed(book: PlaceBook, taskId: TaskId, change: (place: Place) => Place): Place[] {
  return book.places.map((place) => (place.taskId === taskId ? change(place) : place));
}

/** Turns of batches that are behind the time say nothing any more. */
function given(book: PlaceBook, { turn }: Place): PlaceBook {
  const time = Math.max(book.time, turn) + ageing;
  const ahead = Object.entries(book.batches).filter(([, next]) => next > time);
  return { ...book, time, batches: Object.fromEntries(ahead) };
}

function nextIn(book: PlaceBook, limits: PlaceLimits): Place | null {
  return waiting(book).find((place) => fullFor(book, place, limits) === null) ?? null;
}

/** In the order in which they get a place, as far as there is one for them. */
function waiting({ places }: PlaceBook): Place[] {
  const turnOf = ({ turn, claim }: Place): number => turn + moved[claim.priority];
  return places.filter(({ stage }) => stage === 'waiting').sort((a, b) => turnOf(a) - turnOf(b) || a.ticket - b.ticket);
}

/** What keeps the task from running, the narrowest first. */
function fullFor(
  { places }: PlaceBook,
  { claim }: Place,
  limits: PlaceLimits,
): 'machine' | 'repository' | 'provider' | null {
  const running = places.filter(({ stage }) => stage === 'running').map((place) => place.claim);
  const isFull = (limit: number | undefined, isSame: (other: PlaceClaim) => boolean): boolean =>
    limit !== undefined && running.filter(isSame).length >= limit;
  if (isFull(limits.repository, (other) => other.repository === claim.repository)) {
    return 'repository';
  }
  if (claim.provider !== null && isFull(limits.provider, (other) => other.provider === claim.provider)) {
    return 'provider';
  }
  return isFull(limits.machine, () => true) ? 'machine' : null;
}
