import type { ToolSpec } from '../../core/modelPorts';
import { type Effect, ToolName, toolInputSchema, type ToolUse } from '../../protocol';
import { deleteFile, editFile, writeFile } from './changeTools';
import { applyPatch } from './patchTool';
import { listFiles, readFile, search } from './readTools';
import { shell, shellNetwork } from './shellTools';
import { askUser, finishTask } from './talkTools';
import type { Tool, ToolAnswer, ToolContext } from './tool';

const tools: { [T in ToolName]: Tool<T> } = {
  read_file: readFile,
  list_files: listFiles,
  search,
  edit_file: editFile,
  apply_patch: applyPatch,
  write_file: writeFile,
  delete_file: deleteFile,
  shell,
  shell_network: shellNetwork,
  ask_user: askUser,
  finish: finishTask,
};

/** The tools as a model is told them. */
export const toolSpecs: readonly ToolSpec[] = ToolName.options.map((name) => ({
  name,
  description: tools[name].description,
  inputSchema: toolInputSchema(name),
}));

export function effectOf(tool: ToolName): Effect {
  return tools[tool].effect;
}

export function runTool({ tool, input }: ToolUse, context: ToolContext): Promise<ToolAnswer> {
  return (tools[tool] as Tool<ToolName>).run(input, context);
}
