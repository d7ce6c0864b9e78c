import * as z from 'zod';
import { PutBackStage } from './control';

/**
 * Where something stands that makes git run a program or follow another repository. `config.checkout` is read for the
 * user's own checkout only, `config.worktree` for the task's.
 */
const GuardedPlace = z.enum([
  ...(['config', 'config.checkout', 'config.worktree', 'hooks', 'attributes', 'pointer'] as const),
  /** A control file of the worktree that git ignores. */
  'ignored',
]);

/** `git`: what makes git run programs. `ignored`: control files that git ignores, which the sandbox lets commands write. */
export const GuardScope = z.enum(['git', 'ignored', 'both']);
export type GuardScope = z.infer<typeof GuardScope>;

/**
 * One such thing of a repository. `value` is a JSON array of the settings of one key, or of a file its rights (`x` or
 * `-`), a colon and its text; `sha256:` and a digest where the text is too long to be put back. Of an ignored file it is the
 * name of an object in the place of the text, or `link:` and where a link leads.
 */
export const Guarded = z.strictObject({ place: GuardedPlace, name: z.string(), value: z.string() });
export type Guarded = z.infer<typeof Guarded>;

/** `null` where there is none. */
export const GuardedChange = z.strictObject({
  place: GuardedPlace,
  name: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type GuardedChange = z.infer<typeof GuardedChange>;

/** As they were before the first command; again where a tool of ours changed one with consent. */
export const GuardTaken = z.object({
  type: z.literal('guard.taken'),
  entries: z.array(Guarded),
  scope: GuardScope.default('git'),
});

/** Found after something ran, before anything is put back. */
export const GuardChanged = z.object({ type: z.literal('guard.changed'), changes: z.array(GuardedChange).min(1) });

/** A person has decided, and the repository is as they said. `text` is what the model is told. */
export const GuardSettled = z.object({
  type: z.literal('guard.settled'),
  outcome: z.enum(['allowed', 'denied']),
  text: z.string(),
});

export const GuardState = z.strictObject({
  entries: z.array(Guarded),
  scope: GuardScope,
  open: z.strictObject({ changes: z.array(GuardedChange), stage: PutBackStage }).nullable(),
});
export type GuardState = z.infer<typeof GuardState>;
