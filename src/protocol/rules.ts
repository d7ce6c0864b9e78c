import * as z from 'zod';

/**
 * When a rule applies: always, with files that match its globs, with files below its folder, when the agent reads it
 * because of its description, or only when a person writes `@name`.
 */
export const RuleMode = z.enum(['always', 'globs', 'folder', 'described', 'manual']);
export type RuleMode = z.infer<typeof RuleMode>;

/** What is wrong with a rule file. `line` is from 1; 0 stands for the whole file. A broken file does not apply. */
export const RuleProblem = z.strictObject({
  path: z.string(),
  line: z.int().min(0),
  message: z.string(),
  isBroken: z.boolean(),
});
export type RuleProblem = z.infer<typeof RuleProblem>;

/** A rule as it was when the task began. */
export const Rule = z.strictObject({
  /** Relative to the repository; those of the user begin with `~/`. */
  path: z.string(),
  mode: RuleMode,
  /** The folder it holds for; empty for the whole repository. */
  folder: z.string(),
  globs: z.array(z.string()),
  /** The line of the file on which the globs stand; 0 without globs. */
  globsLine: z.int().min(0),
  description: z.string(),
  /** With the files that it pulls in. */
  text: z.string(),
  /** Estimated. */
  tokens: z.int().min(0),
});
export type Rule = z.infer<typeof Rule>;

export const RuleReason = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('always') }),
  z.strictObject({ kind: z.literal('glob'), glob: z.string(), line: z.int().min(0), file: z.string() }),
  z.strictObject({ kind: z.literal('folder'), folder: z.string(), file: z.string() }),
  z.strictObject({ kind: z.literal('named'), name: z.string() }),
]);
export type RuleReason = z.infer<typeof RuleReason>;

export const AppliedRule = z.strictObject({ path: z.string(), why: RuleReason, tokens: z.int().min(0) });
export type AppliedRule = z.infer<typeof AppliedRule>;

/** A rule file that is not used: another one says the same, or there is no room for it. */
export const LeftOutRule = z.strictObject({
  path: z.string(),
  /** The rule that says the same; absent for one that is too much. */
  sameAs: z.string().optional(),
  tokens: z.int().min(0),
});
export type LeftOutRule = z.infer<typeof LeftOutRule>;

/** The rules as they were before the first request: each later request says the same of them. */
export const RulesLoaded = z.object({
  type: z.literal('rules.loaded'),
  rules: z.array(Rule),
  leftOut: z.array(LeftOutRule),
  problems: z.array(RuleProblem),
});

/**
 * Rules that apply from `turn` on, beside those before. `text` is what the model is told of them at this point; it is
 * empty when they all stand in the system prompt.
 */
export const RulesApplied = z.object({
  type: z.literal('rules.applied'),
  turn: z.int().min(1),
  rules: z.array(AppliedRule),
  problems: z.array(RuleProblem),
  text: z.string(),
});
