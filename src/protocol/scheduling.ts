import * as z from 'zod';
import { ChainLink } from './chains';
import { TaskId, Timestamp } from './ids';

/** Whose turn comes earlier when places are few. `normal` unless a person says otherwise. */
export const Priority = z.enum(['high', 'normal', 'low']);
export type Priority = z.infer<typeof Priority>;

/** Written by any process, since it changes nothing of the work. */
export const PriorityEntry = z.object({ type: z.literal('prioritized'), priority: Priority });

/** What a task takes while it runs. */
export const PlaceClaim = z.strictObject({
  /** The top level of its repository. */
  repository: z.string().min(1),
  /** Who answers its model, with the address where that is not the usual one; null where nobody does. */
  provider: z.string().nullable(),
  /** Tasks of one batch take turns with those of others as one. */
  batch: z.string().min(1),
  priority: Priority,
});
export type PlaceClaim = z.infer<typeof PlaceClaim>;

/** A process, and in it what asked: an id is used again, together with the start time it is not. */
export const PlaceHolder = z.strictObject({
  pid: z.int(),
  startTime: z.string().nullable(),
  host: z.string(),
  instance: z.string(),
});
export type PlaceHolder = z.infer<typeof PlaceHolder>;

/** A task that has a place or waits for one. */
export const Place = z.strictObject({
  taskId: TaskId,
  holder: PlaceHolder,
  claim: PlaceClaim,
  /** When its turn comes, in the time of the book. */
  turn: z.int(),
  /** The order in which places were asked for. */
  ticket: z.int(),
  stage: z.enum(['waiting', 'running']),
});
export type Place = z.infer<typeof Place>;

/** The places of all processes that share a data directory: `scheduling/places.json`. */
export const PlaceBook = z.strictObject({
  v: z.literal(1),
  /** Goes on with each place that is given. */
  time: z.int(),
  tickets: z.int(),
  /** The next turn of each batch that is ahead of the time. */
  batches: z.record(z.string(), z.int()),
  places: z.array(Place),
});
export type PlaceBook = z.infer<typeof PlaceBook>;

/** Tasks that run at once: of all, of one repository, of one provider. Absent: no limit. */
export const PlaceLimits = z.strictObject({
  machine: z.int().min(1).optional(),
  repository: z.int().min(1).optional(),
  provider: z.int().min(1).optional(),
});
export type PlaceLimits = z.infer<typeof PlaceLimits>;

/** `scheduling/paused.json`: nothing begins, and no model is asked, until it is gone. */
export const Paused = z.strictObject({ at: Timestamp });
export type Paused = z.infer<typeof Paused>;

/** Why a task that is queued does not run yet. */
export const QueuedWhy = z.discriminatedUnion('kind', [
  /** `of` is what has no free place. */
  z.strictObject({
    kind: z.literal('place'),
    position: z.int().min(1),
    of: z.enum(['machine', 'repository', 'provider']),
  }),
  z.strictObject({ kind: z.literal('paused') }),
  /** `others` is how many more it waits for. */
  z.strictObject({ kind: z.literal('after'), link: ChainLink, title: z.string(), others: z.int().min(0) }),
]);
export type QueuedWhy = z.infer<typeof QueuedWhy>;

/** Why an agent does not ask its model now. `delayMs` is how long at least, where that is known. */
export const Hold = z.discriminatedUnion('why', [
  z.strictObject({ why: z.literal('paused') }),
  /** The provider refused a request of some agent with the same key, because there were too many. */
  z.strictObject({ why: z.literal('rate'), delayMs: z.int().min(0) }),
]);
export type Hold = z.infer<typeof Hold>;

/** No model is asked from here on; null: it may be asked again. */
export const HeldEvent = z.object({ type: z.literal('held'), hold: Hold.nullable() });
