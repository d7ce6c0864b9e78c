import * as z from 'zod';
import { TaskMode } from './planning';

/** A task that a person begins again and again, filled in. */
export const Preset = z.strictObject({
  name: z.string().min(1).max(80),
  /** What the box holds; with `/name` in front it is what that command begins. */
  text: z.string().min(1).max(20_000),
  purpose: z.enum(['experiment', 'refactor']).optional(),
  mode: TaskMode.optional(),
  /** Absent: what the repository proposes. */
  verify: z.array(z.string().min(1).max(20_000)).max(20).optional(),
  /** As the setting `model` has it. Absent: the usual one. */
  model: z.string().min(1).max(300).optional(),
});
export type Preset = z.infer<typeof Preset>;
