import * as z from 'zod';
import { TaskId } from './ids';

/** How many agents the Agents Window shows side by side; with one it shows that agent's whole page. */
export const TileCount = z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(6)]);
export type TileCount = z.infer<typeof TileCount>;

const Ids = z.array(TaskId).max(10_000);

/** What a person arranged in the Agents Window. It names tasks; those that are gone are left out when it is read. */
export const WindowLayout = z.strictObject({
  count: TileCount,
  /** Which agent each tile shows, also the tiles that are out of sight while there are fewer. */
  cells: z.array(TaskId.nullable()).length(6),
  /** The tile that an agent goes to which is opened next. */
  cell: z.int().min(0).max(5),
  /** The tabs that were moved, in their order; others follow as their tasks were made. */
  order: Ids,
  closed: Ids,
  /** The agent that was chosen last, null for the overview; absent in older ones. */
  selected: TaskId.nullable().optional(),
});
export type WindowLayout = z.infer<typeof WindowLayout>;
