import type { Translate } from '../../../core/translate';
import type { AgentsWindowRequest, ComposerDraft, MessageWhen, Request, TaskView } from '../../../protocol';
import type { SendWay } from './composerBox';

/**
 * What the written words ask for: an answer where the task asks for words, else a message. Null: not yet a whole one. What
 * is given along goes with a message, which is the answer to what the task asks.
 */
export function spokenRequest(
  view: TaskView,
  { text: written, given }: ComposerDraft,
  way: SendWay,
): AgentsWindowRequest | null {
  const text = written.trim();
  const when = way === 'queue' || way === 'now' ? way : 'next';
  if (text === '') {
    return null;
  }
  return given.length === 0
    ? requestFor(view, text, when)
    : { type: 'message', taskId: view.task.id, text, when: isApproval(view) && when === 'next' ? 'now' : when, given };
}

/** A message that comes at once is the answer to what waits for approval. */
function isApproval({ state }: TaskView): boolean {
  return state.kind === 'waiting' && state.request.kind === 'approval';
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

/** What words are an answer to; those beside a setup, or before a task has begun, are for the agent. */
function openRequest({ state }: TaskView): WordRequest | null {
  const request = state.kind === 'waiting' ? state.request : null;
  return request === null || request.kind === 'setup' || request.kind === 'chain' ? null : request;
}

type WordRequest = Exclude<Request, { kind: 'setup' | 'chain' }>;

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
