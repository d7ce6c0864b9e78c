import { excerpt } from '../../core/conversation/excerpt';
import { blockedNote } from '../../core/network/hostUses';
import type { HostAccess } from '../../core/network/hostRules';
import { inputPromptNote } from '../../core/labels/inputPrompt';
import type { CommandResult } from '../../core/worktrees/worktreePorts';
import { accessOf } from '../commands/chosenHosts';
import { runWatched } from '../commands/watchedCommand';
import type { Tool, ToolAnswer, ToolContext } from './tool';

const defaultTimeoutSeconds = 600;
const maxOutput = 24_000;

export const shell: Tool<'shell'> = {
  description:
    'Runs a shell command in the top folder of the worktree and returns its output. Nothing can be typed in.',
  effect: 'execute',
  run: ({ command, timeout_seconds: seconds = defaultTimeoutSeconds }, context) =>
    runCommand(command, { network: false, timeoutMs: seconds * 1000 }, context),
};

export const shellNetwork: Tool<'shell_network'> = {
  description:
    'Like shell, with access to the hosts that you name, or without them to the whole network. A person is asked first, more readily for few hosts.',
  effect: 'execute',
  run: async (input, context) => {
    const hosts = await accessOf(context.session, input);
    const how = hosts === null ? { network: true } : { network: false, hosts };
    return await runCommand(input.command, { ...how, timeoutMs: defaultTimeoutSeconds * 1000 }, context);
  },
};

async function runCommand(
  command: string,
  how: { network: boolean; hosts?: HostAccess; timeoutMs: number },
  { session, callId, signal }: ToolContext,
): Promise<ToolAnswer> {
  const result = await runWatched(session, { source: callId, callId, command, ...how }, signal);
  signal.throwIfAborted();
  const answer = commandAnswer(result);
  const note = result.exitCode === null ? inputPromptNote(result.output, result.silentMs, how.timeoutMs) : '';
  return { ...answer, text: answer.text + blockedNote(result.seen) + note };
}

/** The output with how the command ended under it. */
export function commandAnswer({ exitCode, ended, durationMs, output }: CommandResult): ToolAnswer {
  const how = exitCode === null ? `The command ${ended ?? 'was ended'}.` : `Exit code ${exitCode}.`;
  const shown = output.trim() === '' ? '[No output.]' : excerpt(output.trimEnd(), maxOutput);
  return { outcome: exitCode === 0 ? 'ok' : 'error', text: `${shown}\n[${how}]`, exitCode, durationMs };
}
