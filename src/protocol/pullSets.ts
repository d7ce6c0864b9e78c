import * as z from 'zod';
import { pullEntries, PullPlan, PullState } from './forges';
import { ObjectName } from './ids';

/** The path of one of several repositories, as `Task.joined` has it. */
const Member = z.string().min(1).max(1000);

/** A pull request of one repository of several, as a person saw and confirmed it. */
export const PlannedPull = z.strictObject({
  member: Member,
  plan: PullPlan.omit({ commit: true }),
  parent: ObjectName,
  tree: ObjectName,
});
export type PlannedPull = z.infer<typeof PlannedPull>;

/** The pull requests of a task of several repositories, in the order in which they are to be merged. */
export const PullSetState = z.strictObject({
  parts: z.array(
    PlannedPull.extend({
      pull: PullState.nullable(),
      /** The addresses of those that its text names, in their order. */
      links: z.array(z.string()),
    }),
  ),
});
export type PullSetState = z.infer<typeof PullSetState>;

/** What the app's journal holds of pull requests that belong together. */
export const pullSetEntries = [
  /** All of them, also those that are open already. */
  z.object({ type: z.literal('pulls.intent'), parts: z.array(PlannedPull).min(1) }),
  /** What became of the one of a repository. */
  z.object({ type: z.literal('pulls.part'), member: Member, entry: z.discriminatedUnion('type', pullEntries) }),
  /** Its text at the forge names all of them. */
  z.object({ type: z.literal('pulls.linked'), member: Member, links: z.array(z.string()) }),
  /** The person wants nothing more of them in the task; what is at the forges stays as it is. */
  z.object({ type: z.literal('pulls.forgotten') }),
] as const;
