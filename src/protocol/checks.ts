import * as z from 'zod';

/** Something that has to hold for a task to be verified. */
export const Check = z.discriminatedUnion('kind', [
  /** A command that exits with 0. */
  z.strictObject({ kind: z.literal('command'), command: z.string().min(1).max(20_000) }),
  /** Lines covered at and below `path` (`.` for all), by the reports that the commands of the same task write. */
  z.strictObject({
    kind: z.literal('coverage'),
    path: z.string().min(1).max(4096),
    percent: z.number().min(0).max(100),
  }),
  /** The tests of the snapshot are as they were. By itself it proves nothing. */
  z.strictObject({ kind: z.literal('unchanged-tests') }),
]);
export type Check = z.infer<typeof Check>;

/** Lines at and below `path`, as a report says it; `report` is that file's path in the place of the check. */
export const CoverageFigure = z.strictObject({
  path: z.string(),
  covered: z.int().min(0),
  total: z.int().min(0),
  report: z.string(),
});
export type CoverageFigure = z.infer<typeof CoverageFigure>;

/** Lines of a changed file that no check ran, by reports: each from and to, from 1, both included. */
export const UncoveredLines = z.strictObject({
  path: z.string(),
  lines: z.array(z.tuple([z.int().min(1), z.int().min(1)])).max(200),
});
export type UncoveredLines = z.infer<typeof UncoveredLines>;

/**
 * Something that git ignores and that a check was given beside the tree: a copy from the user's checkout, or from the
 * agent's worktree, where the agent may have changed it.
 */
export const MountedInput = z.strictObject({ path: z.string(), from: z.enum(['checkout', 'worktree']) });
export type MountedInput = z.infer<typeof MountedInput>;

export const WeakeningKind = z.enum([
  'deleted-test-file',
  'deleted-test',
  'skipped-test',
  'only',
  'removed-assertion',
  'changed-threshold',
  'changed-command',
  'changed-config',
  /** A linter or compiler is told to be silent about a place. */
  'suppressed-lint',
  /** A test asks for another value of the same thing: right where the task changes what the code does. */
  'changed-expectation',
  /** Too large, or binary by now, so nobody can say what became of its tests. */
  'unreadable',
]);
export type WeakeningKind = z.infer<typeof WeakeningKind>;

/** A change that makes tests prove less. `line` is 1-based, in the old file for what was removed, else in the new one. */
export const Weakening = z.strictObject({
  kind: WeakeningKind,
  path: z.string(),
  line: z.int().min(1).nullable(),
  text: z.string(),
});
export type Weakening = z.infer<typeof Weakening>;
