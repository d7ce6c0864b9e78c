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
    'Waits until an agent that you started is finished, and says what came of it: its check, the files that it changed, and its last words. Its files stay in its worktree; take_agent brings them into yours.',
  effect: 'read',
  run: ({ agent }, context) => ask(context, { act: 'wait', agent }),
};

/** What it changes is looked at as what a command changes is: control files, and what the task is to keep to. */
export const takeAgent: Tool<'take_agent'> = {
  description:
    'Brings what an agent that you started has changed into your worktree, by a merge with your files as they are. Where they do not merge, nothing is changed, and the files are named.',
  effect: 'execute',
  async run({ agent }, { session, signal }) {
    const { agents, checkpoints } = session.ports;
    const { commit: onto } = await checkpoints.take(`turn ${session.state.turn}: before take_agent`);
    const { text, tree } = await agents.act({ act: 'take', agent, onto }, signal);
    if (tree === undefined) {
      return { outcome: 'error', text };
    }
    const changed = await checkpoints.between(onto, tree);
    await checkpoints.put(
      changed.map(({ path }) => path),
      { from: onto, to: tree },
    );
    return { outcome: 'ok', text };
  },
};

async function ask({ session, signal }: ToolContext, asked: AgentAsk): Promise<ToolAnswer> {
  const { text } = await session.ports.agents.act(asked, signal);
  return { outcome: 'ok', text };
}
