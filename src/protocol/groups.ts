import * as z from 'zod';
import { Timestamp } from './ids';
import { StartingPoint } from './updates';

/** A ULID. */
export const GroupId = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)
  .brand<'GroupId'>();
export type GroupId = z.infer<typeof GroupId>;

/** `race`: the same task several times, for the best of them. `sprint`: parts of one job, for all of them together. */
const GroupKind = z.enum(['race', 'sprint']);

/** Where a task belongs; `label` is what distinguishes it there: a model's name, a directive's title. */
export const TaskGroup = z.strictObject({ groupId: GroupId, kind: GroupKind, label: z.string().min(1).max(200) });
export type TaskGroup = z.infer<typeof TaskGroup>;

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
]);
export type GroupEntryBody = z.infer<typeof GroupEntryBody>;

/** A line of a group's journal. */
export const GroupEntry = z.intersection(
  z.object({ v: z.literal(1), seq: z.int().min(1), at: Timestamp }),
  GroupEntryBody,
);
export type GroupEntry = z.infer<typeof GroupEntry>;
