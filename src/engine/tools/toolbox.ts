import type { ToolSpec } from '../../core/models/modelPorts';
import { type Effect, type TaskMode, ToolName, toolInputSchema, type ToolUse } from '../../protocol';
import { deleteFile, editFile, writeFile } from './changeTools';
import { proposePlan } from './planTools';
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
  propose_plan: proposePlan,
  finish: finishTask,
};

/** The tools as a model is told them while it is at this. */
export function toolSpecs(phase: TaskMode): readonly ToolSpec[] {
  return specs[phase];
}

/** Who plans or answers may read and ask, and change nothing. */
export function isOffered(tool: ToolName, phase: TaskMode): boolean {
  if (tool === 'propose_plan') {
    return phase === 'plan';
  }
  return phase === 'work' || tools[tool].effect === 'read' || tool === 'ask_user';
}

const specs: Record<TaskMode, readonly ToolSpec[]> = {
  work: specsOf('work'),
  plan: specsOf('plan'),
  ask: specsOf('ask'),
};

function specsOf(phase: TaskMode): ToolSpec[] {
  return ToolName.options
    .filter((name) => isOffered(name, phase))
    .map((name) => ({ name, description: tools[name].description, inputSchema: toolInputSchema(name) }));
}

export function effectOf(tool: ToolName): Effect {
  return tools[tool].effect;
}

export function runTool({ tool, input }: ToolUse, context: ToolContext): Promise<ToolAnswer> {
  return (tools[tool] as Tool<ToolName>).run(input, context);
}
