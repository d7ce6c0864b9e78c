import * as z from 'zod';
import { CoverageFigure, MountedInput, UncoveredLines } from './checks';
import { ObjectName } from './ids';

/** `added` and `removed` count lines and are null for a binary file. Paths use `/` and are relative to the repository. */
export const FileChange = z.strictObject({
  path: z.string(),
  status: z.enum(['added', 'modified', 'deleted', 'renamed']),
  oldPath: z.string().optional(),
  added: z.int().min(0).nullable(),
  removed: z.int().min(0).nullable(),
});
export type FileChange = z.infer<typeof FileChange>;

const RepoChanges = z.strictObject({
  root: z.string(),
  base: ObjectName,
  head: ObjectName,
  files: z.array(FileChange),
});

export const ChangeSet = z.strictObject({ repos: z.tuple([RepoChanges], RepoChanges) });
export type ChangeSet = z.infer<typeof ChangeSet>;

const TestRunner = z.enum([
  'node:test',
  'mocha',
  'jest',
  'vitest',
  'tap',
  'pytest',
  'go',
  'cargo',
  'nextest',
  'rspec',
  'phpunit',
  'junit',
  'maven',
  'gradle',
  'dotnet',
  'playwright',
  'cypress',
]);

/** Counts a test runner printed itself; what it did not print is absent. `runner` is for the label. */
export const TestCounts = z.strictObject({
  runner: TestRunner,
  passed: z.int().min(0),
  failed: z.int().min(0),
  skipped: z.int().min(0).optional(),
  total: z.int().min(0).optional(),
});
export type TestCounts = z.infer<typeof TestCounts>;

/** A failed test by its full name. `file` is as the runner printed it, absolute or relative to where it ran. */
export const TestFailure = z.strictObject({
  name: z.string().max(300),
  file: z.string().max(500).optional(),
  line: z.int().min(0).optional(),
});
export type TestFailure = z.infer<typeof TestFailure>;

/** Proof that a check ran: by us, in the task's environment, on exactly `tree`. */
export const Receipt = z.strictObject({
  command: z.string(),
  /** null when the command was ended by a signal or a time limit. */
  exitCode: z.int().nullable(),
  /** Why there is no exit code, as a clause: `was ended after 30 min`. */
  ended: z.string().optional(),
  counts: TestCounts.optional(),
  /** The failed tests that the runner named, at most 50. */
  failures: z.array(TestFailure).max(50).optional(),
  durationMs: z.int().min(0),
  tree: ObjectName,
  sandboxed: z.boolean(),
  /** A clean folder of the tree, or the checkout that the agent works in; absent where it was the agent's worktree. */
  place: z.enum(['clean', 'here']).optional(),
  /** The ignored inputs that a clean folder was given. */
  mounted: z.array(MountedInput).optional(),
  /** What the reports that it wrote say, for the paths that the task names. */
  coverage: z.array(CoverageFigure).optional(),
  /** What they say of the lines of changed files, where they have lines. A file without missed ones has none here. */
  uncovered: z.array(UncoveredLines).max(200).optional(),
  /** Of a check of coverage: the figure before the task; null where no report could be had. */
  coverageBefore: CoverageFigure.nullable().optional(),
});
export type Receipt = z.infer<typeof Receipt>;
