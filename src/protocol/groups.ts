import * as z from 'zod';
import { arenaEntries } from './compositions';
import { Timestamp } from './ids';
import { raceEntries } from './races';
import { GroupId, GroupKind } from './taskGroup';
import { sprintEntries } from './sprints';
import { trainEntries } from './trains';
import { StartingPoint } from './updates';

/** Tasks that were started together. Each is a task like any other, and names the group. */
export const Group = z.strictObject({
  id: GroupId,
  kind: GroupKind,
  title: z.string().min(1).max(120),
  prompt: z.string().min(1).max(200_000),
  /** Top level of the user's checkout. */
  root: z.string().min(1),
  /** What all of them begin with. */
  point: StartingPoint,
  createdAt: Timestamp,
});
export type Group = z.infer<typeof Group>;

/** What the app records about a group. An intent is written before an act, its result after it. */
export const GroupEntryBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal('group.created'), group: Group }),
  z.object({ type: z.literal('group.renamed'), title: Group.shape.title }),
  ...raceEntries,
  ...sprintEntries,
  ...trainEntries,
  ...arenaEntries,
]);
export type GroupEntryBody = z.infer<typeof GroupEntryBody>;

/** A line of a group's journal. */
export const GroupEntry = z.intersection(
  z.object({ v: z.literal(1), seq: z.int().min(1), at: Timestamp }),
  GroupEntryBody,
);
export type GroupEntry = z.infer<typeof GroupEntry>;
