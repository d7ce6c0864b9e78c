import * as z from 'zod';
import type { ToolName } from './events';
import { maxPlan } from './planning';

const path = z.string().describe('Relative to the top of the worktree, with / between folders.');

const agent = z.string().min(1).max(60).describe('Its id, as start_agent gave it.');

/** What each tool takes. Unknown fields are refused, so that a call can never carry settings of its own. */
export const toolInputs = {
  read_file: z.strictObject({
    path,
    from: z.int().min(1).describe('First line, from 1.').optional(),
    count: z.int().min(1).max(5000).describe('Number of lines; 2000 unless given.').optional(),
  }),
  list_files: z.strictObject({ path: path.optional() }),
  search: z.strictObject({
    pattern: z.string().min(1).max(1000).describe('A regular expression, or plain text when literal is true.'),
    path: path.optional(),
    literal: z.boolean().optional(),
  }),
  edit_file: z.strictObject({
    path,
    old_text: z.string().min(1).describe('Copied exactly from the file, with enough around it to be unique.'),
    new_text: z.string(),
    replace_all: z.boolean().describe('Replace every place instead of refusing more than one.').optional(),
  }),
  apply_patch: z.strictObject({
    patch: z.string().min(1).describe('*** Begin Patch ... *** End Patch, or a unified diff; several files at once.'),
  }),
  write_file: z.strictObject({ path, content: z.string().describe('The whole new content of the file.') }),
  delete_file: z.strictObject({ path }),
  shell: z.strictObject({
    command: z.string().min(1).max(20_000),
    timeout_seconds: z.int().min(1).max(3600).describe('600 unless given.').optional(),
  }),
  shell_network: z.strictObject({
    command: z.string().min(1).max(20_000),
    reason: z.string().min(1).max(1000).describe('Why this needs the network, for the person who is asked.'),
    hosts: z
      .array(z.string().min(1).max(253))
      .min(1)
      .max(50)
      .describe(
        'The only hosts that it needs, such as ["packages.example.org"]; with a port where it is neither 80 nor 443, such as "127.0.0.1:5432". Without them the whole network is asked for.',
      )
      .optional(),
  }),
  ask_user: z.strictObject({
    question: z.string().min(1).max(10_000),
    options: z.array(z.string().min(1).max(200)).max(6).describe('Short answers to choose from.').optional(),
  }),
  propose_plan: z.strictObject({
    plan: z
      .string()
      .min(1)
      .max(maxPlan)
      .describe('In Markdown: what will be changed where, in which order, and how it is checked.'),
  }),
  start_agent: z.strictObject({
    title: z.string().min(1).max(120),
    prompt: z.string().min(1).max(50_000).describe('All that it has to know: it sees nothing of your conversation.'),
    scope: z.array(z.string().min(1).max(500)).max(50).describe('Folders and files that it is to keep to.').optional(),
    from: z.string().max(60).describe('The id of an agent whose result it begins with.').optional(),
  }),
  message_agent: z.strictObject({ agent, text: z.string().min(1).max(50_000) }),
  wait_for_agent: z.strictObject({ agent }),
  take_agent: z.strictObject({ agent }),
  finish: z.strictObject({ summary: z.string().max(20_000).describe('What was done, in a few sentences.') }),
} as const satisfies Record<ToolName, z.ZodType>;

export type ToolInput<T extends ToolName> = z.infer<(typeof toolInputs)[T]>;

/** A call whose tool exists and whose input has the tool's shape. */
export type ToolUse = { [T in ToolName]: { tool: T; input: ToolInput<T> } }[ToolName];

/** The input's JSON Schema (draft 7), as models are told it. */
export function toolInputSchema(tool: ToolName): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(toolInputs[tool], { target: 'draft-7', io: 'input' });
}
