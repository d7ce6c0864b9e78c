import * as z from 'zod';

const Commands = z.union([z.string().min(1), z.array(z.string())]);

/** `.cursor/worktrees.json`: commands, or the path of a script relative to the file. */
export const WorktreesFile = z.object({
  'setup-worktree': Commands.optional(),
  'setup-worktree-unix': Commands.optional(),
  'setup-worktree-windows': Commands.optional(),
});
export type WorktreesFile = z.infer<typeof WorktreesFile>;

/** `conductor.json`. */
export const ConductorFile = z.object({ scripts: z.object({ setup: z.string().optional() }).optional() });

const Word = z.union([z.string(), z.object({ value: z.union([z.string(), z.array(z.string())]) })]);
const TaskBody = z.object({
  command: Word.optional(),
  args: z.array(Word).optional(),
  options: z.object({ cwd: z.string().optional(), env: z.record(z.string(), z.string()).optional() }).optional(),
});

export const EditorTask = TaskBody.extend({
  label: z.string().optional(),
  type: z.string().optional(),
  script: z.string().optional(),
  dependsOn: z.unknown().optional(),
  runOptions: z.object({ runOn: z.string().optional() }).optional(),
  linux: TaskBody.optional(),
  osx: TaskBody.optional(),
  windows: TaskBody.optional(),
});
export type EditorTask = z.infer<typeof EditorTask>;

/** `.vscode/tasks.json`; each task is looked at by itself, so that one that is wrong leaves the others alone. */
export const TasksFile = z.object({ tasks: z.array(z.unknown()).optional() });
