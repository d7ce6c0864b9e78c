import type { ToolSpec } from '../../core/models/modelPorts';
import { type Effect, type TaskMode, ToolName, toolInputSchema, type ToolUse } from '../../protocol';
import { deleteFile, editFile, writeFile } from './changeTools';
import { proposePlan } from './planTools';
import { applyPatch } from './patchTool';
import { listFiles, readFile, search } from './readTools';
import { shell, shellNetwork } from './shellTools';
import { messageAgent, startAgent, takeAgent, waitForAgent } from './agentTools';
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
  start_agent: startAgent,
  message_agent: messageAgent,
  wait_for_agent: waitForAgent,
  take_agent: takeAgent,
  finish: finishTask,
};

/** The tools as a model is told them while it is at this. */
export function toolSpecs(phase: TaskMode, mayStart: boolean): readonly ToolSpec[] {
  return mayStart ? offeredWithAgents[phase] : offered[phase];
}

const ofAgents: ReadonlySet<ToolName> = new Set(['start_agent', 'message_agent', 'wait_for_agent', 'take_agent']);

/** Who plans or answers may read and ask, and change nothing; who may start no agents has none to speak to. */
export function isOffered(tool: ToolName, phase: TaskMode, mayStart: boolean): boolean {
  if (ofAgents.has(tool)) {
    return mayStart && phase === 'work';
  }
  if (tool === 'propose_plan') {
    return phase === 'plan';
  }
  return phase === 'work' || tools[tool].effect === 'read' || tool === 'ask_user';
}

/** Each made once: to make the JSON of a schema takes long. */
const specs = ToolName.options.map((name) => ({
  ...{ name, description: tools[name].description },
  inputSchema: toolInputSchema(name),
}));
const offered = offeredIn(false);
const offeredWithAgents = offeredIn(true);

function offeredIn(mayStart: boolean): Record<TaskMode, readonly ToolSpec[]> {
  const during = (phase: TaskMode) => specs.filter(({ name }) => isOffered(name, phase, mayStart));
  return { work: during('work'), plan: during('plan'), ask: during('ask') };
}

export function effectOf(tool: ToolName): Effect {
  return tools[tool].effect;
}

export function runTool({ tool, input }: ToolUse, context: ToolContext): Promise<ToolAnswer> {
  return (tools[tool] as Tool<ToolName>).run(input, context);
}
