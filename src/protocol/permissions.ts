import * as z from 'zod';

const list = z.array(z.string()).max(1000);

/** What is read of `.cursor/permissions.json`. */
export const Permissions = z.object({
  terminalAllowlist: list.optional(),
  mcpAllowlist: list.optional(),
  /** Said in words to a model, which decides nothing here. */
  autoRun: z.unknown().optional(),
});

/** What is read of `.cursor/cli.json` and `~/.cursor/cli-config.json`. */
export const CliPermissions = z.object({
  permissions: z.object({ allow: list.optional(), deny: list.optional() }).optional(),
});
