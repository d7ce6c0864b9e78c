import * as z from 'zod';

/**
 * What the self-test tries from inside the sandbox: to write elsewhere, to change the git data or the pointer to it, to
 * read what is hidden, to reach a server and a socket of the machine, and to see its processes.
 */
export const EscapeAttempt = z.enum(['outside', 'repository', 'secrets', 'network', 'processes']);
export type EscapeAttempt = z.infer<typeof EscapeAttempt>;

/** The most that one command and all it starts may use; what is absent has no limit of ours. */
export const SandboxLimits = z.strictObject({
  /** Processes and threads at once. */
  processes: z.int().min(16).max(1_000_000).optional(),
  /** Memory of all of them together. */
  memoryMb: z.int().min(64).max(10_000_000).optional(),
  /** The longest file that may be written. */
  fileMb: z.int().min(1).max(10_000_000).optional(),
});
export type SandboxLimits = z.infer<typeof SandboxLimits>;

/** What a `sandbox.json` that counts changes of what commands see, as real paths. */
export const SandboxPlaces = z.strictObject({
  /** Readable although they would be hidden. */
  reads: z.array(z.string()),
  /** Written beside the worktree. */
  writes: z.array(z.string()),
  /** Home folders and mounted disks are hidden. */
  isNarrow: z.boolean(),
  /** Why places that the file names do not count, as sentences. */
  refused: z.array(z.string()),
});
export type SandboxPlaces = z.infer<typeof SandboxPlaces>;

const held = {
  /** What was tried and did not succeed; absent in journals from before there was a self-test. */
  proved: z.array(EscapeAttempt).optional(),
  /** Those that are held here. */
  limits: SandboxLimits.optional(),
  /** Absent where no file says anything of places. */
  places: SandboxPlaces.optional(),
};

/** `seatbelt` is the sandbox of macOS. */
export const SandboxReport = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bubblewrap'), ...held }),
  z.strictObject({ kind: z.literal('seatbelt'), ...held }),
  /** `reason` says why commands are not sandboxed and `fix` what would change that. */
  z.strictObject({
    kind: z.literal('none'),
    reason: z.string(),
    fix: z.string().optional(),
    /** The attempts that succeeded, where there is a sandbox that does not hold. */
    failed: z.array(EscapeAttempt).optional(),
  }),
]);
export type SandboxReport = z.infer<typeof SandboxReport>;
