import type { AgentAsk } from '../../protocol';
import type { Tool, ToolAnswer, ToolContext } from './tool';

/** Begun again after a crash it finds the agent that it has started. */
export const startAgent: Tool<'start_agent'> = {
  description:
    'Starts another agent on a part of the work, in a worktree of its own that begins with your files as they are, or with the result of the agent that "from" names. It has your rights and your budget. Only for parts that stand for themselves; the number is limited.',
  effect: 'interact',
  run: ({ title, prompt, scope, from }, context) => {
    const within =
      scope === undefined
        ? ''
        : `\n\nWork only in: ${scope.join(', ')}. A change elsewhere has to be allowed by the user.`;
    const asked = { act: 'start', callId: context.callId, title, prompt: `${prompt}${within}` } as const;
    return ask(context, {
      ...asked,
      ...(from === undefined ? {} : { from }),
      ...(scope === undefined ? {} : { scope }),
    });
  },
};

export const messageAgent: Tool<'message_agent'> = {
  description: 'Says something to an agent that you started. One that is finished goes on with it.',
  effect: 'interact',
  run: ({ agent, text }, context) => ask(context, { act: 'message', callId: context.callId, agent, text }),
};

export const waitForAgent: Tool<'wait_for_agent'> = {
  description:
    'Waits until an agent that you started is finished, and says what came of it: its check, the files that it changed, and its last words. Its files stay in its worktree.',
  effect: 'read',
  run: ({ agent }, context) => ask(context, { act: 'wait', agent }),
};

async function ask({ session, signal }: ToolContext, asked: AgentAsk): Promise<ToolAnswer> {
  return { outcome: 'ok', text: await session.ports.agents.act(asked, signal) };
}
