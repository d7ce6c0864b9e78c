import { slashCommands, slashIn } from '../../core/composer/slashCommands';
import type { Translate } from '../../core/translate';
import type { AgentsWindowRequest, MessageWhen, Request, TaskView } from '../../protocol';
import type { TaskScene } from './scene';

/** What the written words ask for: a command, an answer where the task asks for words, else a message. Null: not yet a whole one. */
export function spokenRequest({ view, t }: TaskScene, written: string, when: MessageWhen): AgentsWindowRequest | null {
  const text = written.trim();
  if (text === '') {
    return null;
  }
  const slash = slashIn(text, slashCommands(view, t));
  return slash === null ? requestFor(view, text, when) : slash.command.request(slash.rest);
}

/** What the box asks a person to write. */
export function placeholder(view: TaskView, t: Translate): string {
  const request = openRequest(view);
  switch (request?.kind) {
    case 'approval':
      return t('Deny, and say what to do instead');
    case 'question':
      return t('Answer');
    case 'plan':
      return t('Comment on the plan');
    case 'red-check':
    case 'limit':
    case 'stalled':
    case 'window':
    case 'budget':
      return t('Continue, and say what to do');
    case undefined:
      return t('Message to the agent');
  }
}

function requestFor(view: TaskView, text: string, when: MessageWhen): AgentsWindowRequest {
  const taskId = view.task.id;
  const request = openRequest(view);
  return request === null || when === 'queue'
    ? { type: 'message', taskId, text, when }
    : { type: 'answer', taskId, requestId: request.requestId, decision: inWords(request, text) };
}

/** What words are an answer to; those that are written beside a setup are for the agent. */
function openRequest({ state }: TaskView): WordRequest | null {
  return state.kind === 'waiting' && state.request.kind !== 'setup' ? state.request : null;
}

type WordRequest = Exclude<Request, { kind: 'setup' }>;

function inWords(request: WordRequest, text: string) {
  switch (request.kind) {
    case 'approval':
      return { kind: 'deny', note: text } as const;
    case 'question':
    case 'plan':
      return { kind: 'reply', text } as const;
    case 'red-check':
    case 'limit':
    case 'stalled':
    case 'window':
    case 'budget':
      return { kind: 'continue', text } as const;
  }
}
