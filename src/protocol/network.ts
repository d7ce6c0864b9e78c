import * as z from 'zod';

/** What became of connections to one port of one host. */
export const HostUse = z.strictObject({
  /** As it was asked for, in one spelling where it has one. */
  host: z.string().max(253),
  port: z.int(),
  /** Absent where it was reached. `private`: the name led to a private address. */
  blocked: z.enum(['malformed', 'unlisted', 'denied', 'private', 'unresolved', 'unreachable']).optional(),
  times: z.int().min(1),
});
export type HostUse = z.infer<typeof HostUse>;

/**
 * Which hosts the command of a call, check or setup has spoken to so far, or was kept from. Each event of a source takes
 * the place of the one before it.
 */
export const NetworkUsed = z.object({
  type: z.literal('network.used'),
  source: z.string(),
  hosts: z.array(HostUse),
  /** More hosts than are listed. */
  more: z.int().min(0),
});

/** What is read of `.cursor/sandbox.json`; the rest of it concerns others. */
export const SandboxFile = z.object({
  networkPolicy: z
    .object({
      allow: z.array(z.string().max(300)).max(1000).optional(),
      deny: z.array(z.string().max(300)).max(1000).optional(),
    })
    .optional(),
});
export type SandboxFile = z.infer<typeof SandboxFile>;
