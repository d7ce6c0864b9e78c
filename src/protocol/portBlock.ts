import * as z from 'zod';

/** Ports of this machine that one agent has to itself: `count` of them from `first` on. */
export const PortBlock = z.strictObject({ first: z.int().min(1).max(65_535), count: z.int().min(1) });
export type PortBlock = z.infer<typeof PortBlock>;

/** The task's commands have these from now on. */
export const PortsLeased = z.object({ type: z.literal('ports.leased'), block: PortBlock });

/** The ports of the block at which something answers while a command runs. */
export const PortsListening = z.object({ type: z.literal('ports.listening'), ports: z.array(z.int()) });
