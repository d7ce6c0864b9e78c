import * as z from 'zod';

export const RiskKind = z.enum([
  /** Who may do what: sign-in, permissions, secrets. */
  'access',
  'crypto',
  'sql',
  /** Text that is run as a command or as code. */
  'shell',
  /** Statements and calls that delete data. */
  'destroys',
  'deleted-file',
  'removed-block',
  'dependency',
  /** A lock file that changed without its manifest, or that names other hosts than before. */
  'lock',
  'api',
  /** Lines that no check ran, as a report says. */
  'uncovered',
  'untested',
  /** Obeyed by editors, shells or agents. */
  'control',
  /** Build, delivery and infrastructure. */
  'build',
  /** Executable, a link, a submodule. */
  'mode',
]);
export type RiskKind = z.infer<typeof RiskKind>;

/** A reason to look closely. `line` is 1-based, in the new file; null for the file as a whole. `names` are what it is about. */
export const RiskMark = z.strictObject({
  kind: RiskKind,
  line: z.int().min(1).nullable(),
  names: z.array(z.string()),
});
export type RiskMark = z.infer<typeof RiskMark>;

/** A change that is nothing but this. All but `generated` are proven by a parser, or byte for byte. */
export const Fold = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('moved') }),
  z.strictObject({ kind: z.literal('formatted') }),
  z.strictObject({ kind: z.literal('imports') }),
  z.strictObject({ kind: z.literal('reordered') }),
  z.strictObject({ kind: z.literal('renamed'), names: z.array(z.strictObject({ from: z.string(), to: z.string() })) }),
  z.strictObject({ kind: z.literal('generated') }),
]);
export type Fold = z.infer<typeof Fold>;

/** A changed file as it is reviewed. `hunks` are its places in the order of danger, each by its first new line. */
export const ReviewedFile = z.strictObject({
  path: z.string(),
  score: z.int().min(0),
  marks: z.array(RiskMark),
  hunks: z.array(z.strictObject({ line: z.int().min(1), score: z.int().min(0), marks: z.array(RiskMark) })),
  fold: Fold.nullable(),
});
export type ReviewedFile = z.infer<typeof ReviewedFile>;
