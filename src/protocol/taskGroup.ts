import * as z from 'zod';

/** A ULID. */
export const GroupId = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)
  .brand<'GroupId'>();
export type GroupId = z.infer<typeof GroupId>;

/** `race`: the same task several times, for the best of them. `sprint`: parts of one job, for all of them together. */
export const GroupKind = z.enum(['race', 'sprint']);

/** Where a task belongs; `label` is what distinguishes it there: a model's name, a directive's title. */
export const TaskGroup = z.strictObject({ groupId: GroupId, kind: GroupKind, label: z.string().min(1).max(200) });
export type TaskGroup = z.infer<typeof TaskGroup>;
