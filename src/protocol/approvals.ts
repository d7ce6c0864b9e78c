import * as z from 'zod';
import { CallId, RequestId } from './ids';

/** What an action would reach, as far as plain code could tell; shown to the person who decides. */
export const Reach = z.strictObject({
  /** Real paths that would be written, moved or removed, each absolute with every link followed. */
  writes: z.array(z.string()),
  /** Hosts that would be spoken to. */
  hosts: z.array(z.string()),
  /** `no`: it acts outside of the task's worktree, where nothing of ours can take it back. */
  reversible: z.enum(['yes', 'no', 'unknown']),
});
export type Reach = z.infer<typeof Reach>;

/**
 * A rule that a person can store with an answer, for the repository: commands whose words are exactly these, or begin
 * with them. Always of one command, never of a chain, and never of a class that can't be taken back.
 */
export const CommandRule = z.strictObject({ words: z.array(z.string()).min(1), match: z.enum(['exact', 'prefix']) });
export type CommandRule = z.infer<typeof CommandRule>;

/**
 * What runs unasked. `ask`: only what a rule allows. `sandbox`: what the sandbox holds too, and where there is none the
 * task's own check commands. `unrestricted`: all but what can't be taken back, also without a sandbox.
 */
export const ApprovalPolicy = z.enum(['ask', 'sandbox', 'unrestricted']);
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>;

/** Bound to `digest`, the hash of exactly what will be done. */
export const ApprovalRequest = z.strictObject({
  kind: z.literal('approval'),
  requestId: RequestId,
  callId: CallId,
  digest: z.string(),
  effect: z.enum(['command', 'network', 'file']),
  /** The command line; for `file` what would be done to which file, in words. */
  command: z.string(),
  facts: z.array(z.string()),
  /** The rule of the policy that asks, such as `C04`. */
  rule: z.string().optional(),
  reach: Reach.optional(),
  /** Requests of the same shape are shown, and can be answered, together. */
  shape: z.string().optional(),
  /** What may be remembered, the narrowest first; absent where nothing may be. */
  offers: z.array(CommandRule).optional(),
});
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;

/** A rule that a person keeps for a repository: with which reach its commands may run unasked. */
export const AllowedCommand = z.strictObject({ rule: CommandRule, effect: z.enum(['command', 'network']) });
export type AllowedCommand = z.infer<typeof AllowedCommand>;
