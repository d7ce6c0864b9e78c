import * as z from 'zod';
import { ArenaState, Chosen, HunkLines, RaceOffer } from './compositions';
import { GroupId } from './taskGroup';
import { TaskId } from './ids';
import { RaceView } from './races';

const path = z.string().min(1);

/** A race in a list, with what its racers are called there, by task. */
export const RaceGlance = z.strictObject({
  groupId: GroupId,
  title: z.string(),
  isBlind: z.boolean(),
  names: z.record(z.string(), z.string()),
});
export type RaceGlance = z.infer<typeof RaceGlance>;

/** What a person does on the page of a race. */
export const RaceSaid = z.discriminatedUnion('kind', [
  /** Without `other` the host asks with whom. */
  z.strictObject({ kind: z.literal('compare'), one: TaskId, other: TaskId.optional() }),
  z.strictObject({ kind: z.literal('use'), taskId: TaskId }),
  /** All but this one. */
  z.strictObject({ kind: z.literal('discardOthers'), taskId: TaskId }),
  z.strictObject({ kind: z.literal('matrix'), isOn: z.boolean() }),
  z.strictObject({ kind: z.literal('halve') }),
  z.strictObject({ kind: z.literal('judge') }),
  z.strictObject({ kind: z.literal('blind'), isBlind: z.boolean() }),
  z.strictObject({ kind: z.literal('choose'), hunks: Chosen.min(1), isTaken: z.boolean() }),
  z.strictObject({ kind: z.literal('compose') }),
]);
export type RaceSaid = z.infer<typeof RaceSaid>;

/** What the page asks of races. */
export const arenaRequests = [
  /** Show this race: send `race` as it changes; null: no race any more. */
  z.strictObject({ type: z.literal('openRace'), groupId: GroupId.nullable() }),
  /** Of the race that is shown: send `offer` as it changes. */
  z.strictObject({ type: z.literal('offerRace'), groupId: GroupId }),
  z.strictObject({ type: z.literal('race'), groupId: GroupId, said: RaceSaid }),
  /** Make one result of the agents of this group, or see how far that is. */
  z.strictObject({ type: z.literal('combine'), groupId: GroupId }),
  /** Send `hunkLines` of a file. */
  z.strictObject({ type: z.literal('hunkLines'), groupId: GroupId, path }),
] as const;

/** What the page is told of races. */
export const arenaUpdates = [
  /** All races, each time. */
  z.strictObject({
    type: z.literal('races'),
    races: z.array(RaceGlance),
    /** How far it is with groups whose results are joined, as a clause, by group. */
    joins: z.record(z.string(), z.string()).optional(),
  }),
  /** The page is to show this race. */
  z.strictObject({ type: z.literal('showRace'), groupId: GroupId }),
  z.strictObject({ type: z.literal('race'), race: RaceView, arena: ArenaState }),
  z.strictObject({ type: z.literal('offer'), groupId: GroupId, offer: RaceOffer }),
  z.strictObject({ type: z.literal('hunkLines'), groupId: GroupId, path, hunks: z.array(HunkLines) }),
] as const;
