import { conversationOf } from '../core/conversation';
import type { ModelRequest } from '../core/modelPorts';
import { systemPrompt } from '../core/prompt';
import type { ModelRef, RunnerEvent } from '../protocol';
import type { Session } from './session';
import { toolSpecs } from './tools/toolbox';

const maxOutputTokens = 16_000;

/** What every request of a task begins with, byte for byte the same, so that providers find it in their cache. */
export function requestFrame({ task, ports }: Session): Pick<ModelRequest, 'system' | 'tools'> {
  return { system: systemPrompt(task, ports.commands.report), tools: toolSpecs };
}

/** The next request for the conversation that these events hold. */
export function requestOf(session: Session, model: ModelRef, events: readonly RunnerEvent[]): ModelRequest {
  return { model, ...requestFrame(session), messages: conversationOf(events), maxOutputTokens };
}
