import * as z from 'zod';
import { FileChange } from './changes';
import { HunkKey } from './hunks';
import { ObjectName, TaskId } from './ids';

/** A place of a racer's change that is taken into the composition; known as in a review. */
export const ChosenHunk = z.strictObject({ taskId: TaskId, path: z.string().min(1), key: HunkKey });
export type ChosenHunk = z.infer<typeof ChosenHunk>;

export const Chosen = z.array(ChosenHunk).max(50_000);

/** What a comparison adds to the journal of a race. */
export const arenaEntries = [
  /** The person takes these places, or leaves them again. */
  z.object({ type: z.literal('race.chosen'), hunks: Chosen.min(1), isTaken: z.boolean() }),
  /** The places became a commit, and that the change of a task, which is checked like any other. */
  z.object({ type: z.literal('race.composed'), taskId: TaskId, commit: ObjectName, hunks: Chosen }),
  /** Who is who is hidden, or shown again. */
  z.object({ type: z.literal('race.blinded'), isBlind: z.boolean() }),
] as const;
export type ArenaEntry = z.infer<(typeof arenaEntries)[number]>;

/** What was composed, and of what; the newest is the last one. */
const Composed = z.strictObject({ taskId: TaskId, commit: ObjectName, hunks: Chosen });

/** What a person did on the page of a race. */
export const ArenaState = z.strictObject({ isBlind: z.boolean(), chosen: Chosen, composed: z.array(Composed) });
export type ArenaState = z.infer<typeof ArenaState>;

/** A place as it is offered: how many lines of the snapshot go, and how many come. */
export const OfferedHunk = z.strictObject({
  key: HunkKey,
  /** In the snapshot, from 1. */
  line: z.int().min(1),
  removed: z.int().min(0),
  added: z.int().min(0),
  /** Taken as a whole or not at all. */
  isWhole: z.boolean(),
});
export type OfferedHunk = z.infer<typeof OfferedHunk>;

export const OfferedFile = z.strictObject({
  path: z.string().min(1),
  racers: z.array(
    z.strictObject({ taskId: TaskId, status: FileChange.shape.status, hunks: z.array(OfferedHunk).min(1) }),
  ),
});
export type OfferedFile = z.infer<typeof OfferedFile>;

/** Two racers were both asked for the same lines; `line` is in the snapshot, from 1. */
export const ChoiceOverlap = z.strictObject({
  path: z.string().min(1),
  line: z.int().min(1),
  taskIds: z.tuple([TaskId, TaskId]),
});
export type ChoiceOverlap = z.infer<typeof ChoiceOverlap>;

/** Why nothing can be taken from a racer now. */
export const OfferGap = z.strictObject({
  taskId: TaskId,
  why: z.enum(['at-work', 'nothing', 'discarded', 'other-base']),
});
export type OfferGap = z.infer<typeof OfferGap>;

/** What can be taken of the racers of a race, and what stands against what was chosen. */
export const RaceOffer = z.strictObject({
  files: z.array(OfferedFile),
  gaps: z.array(OfferGap),
  overlaps: z.array(ChoiceOverlap),
  /** Chosen places that are not there any more. */
  gone: z.int().min(0),
});
export type RaceOffer = z.infer<typeof RaceOffer>;

/** The lines of a place, with what stands around it in the snapshot; `left` are lines that are too many to be shown. */
export const HunkLines = z.strictObject({
  taskId: TaskId,
  key: HunkKey,
  above: z.array(z.string()),
  removed: z.array(z.string()),
  added: z.array(z.string()),
  below: z.array(z.string()),
  left: z.int().min(0),
});
export type HunkLines = z.infer<typeof HunkLines>;
