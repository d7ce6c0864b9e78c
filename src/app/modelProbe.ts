import { ModelError } from '../core/errors';
import { providerLabel } from '../core/modelCatalog';
import type { ModelClient, ModelMessage, ModelPart, ToolSpec } from '../core/modelPorts';
import type { Kept, ModelRef } from '../protocol';

const word = 'lantern';
const number = '73914';

const tool: ToolSpec = {
  name: 'look_up',
  description: 'Returns the number that belongs to a word.',
  inputSchema: {
    type: 'object',
    properties: { word: { type: 'string' } },
    required: ['word'],
    additionalProperties: false,
  },
};

const question: ModelMessage = {
  role: 'user',
  text: `Call the tool look_up with the word "${word}". Then answer with the number it returns and nothing else.`,
};

interface Answer {
  text: string;
  calls: Extract<ModelPart, { kind: 'call' }>[];
  kept: Kept | undefined;
}

/**
 * Makes the model call a tool and read its result: two real requests, a few hundred tokens. Throws `ModelError`, with
 * the reason `no-tools` when the model answers but does not do it.
 */
export async function probeModel(client: ModelClient, model: ModelRef, signal: AbortSignal): Promise<void> {
  const first = await ask(client, { model, messages: [question] }, signal);
  const call = first.calls.find((made) => made.tool === tool.name);
  if (call === undefined) {
    throw noTools(model, 'answered but did not call the tool it was given');
  }
  if (!isAsAsked(call.input)) {
    throw noTools(model, 'called the tool, but not with the word it was asked to look up');
  }
  const results = first.calls.map(({ callId, tool: name }) => ({ callId, tool: name, text: number, isError: false }));
  const messages: ModelMessage[] = [question, { role: 'assistant', ...first }, { role: 'tool', results }];
  const second = await ask(client, { model, messages }, signal);
  if (!second.text.replaceAll(/[,.\s]/g, '').includes(number)) {
    throw noTools(model, 'called the tool but did not answer with its result');
  }
}

interface Ask {
  model: ModelRef;
  messages: readonly ModelMessage[];
}

async function ask(client: ModelClient, { model, messages }: Ask, signal: AbortSignal): Promise<Answer> {
  const answer: Answer = { text: '', calls: [], kept: undefined };
  const system = 'You check that tools work. Do exactly what is asked.';
  const request = { model, system, messages, tools: [tool], maxOutputTokens: 4096 };
  for await (const part of client.stream(request, signal)) {
    if (part.kind === 'text') {
      answer.text += part.text;
    } else if (part.kind === 'call') {
      answer.calls.push(part);
    } else {
      answer.kept = part.kept;
    }
  }
  return answer;
}

function isAsAsked(input: string): boolean {
  try {
    const value: unknown = JSON.parse(input);
    return typeof value === 'object' && value !== null && 'word' in value && value.word === word;
  } catch {
    return false;
  }
}

function noTools(model: ModelRef, what: string): ModelError {
  return new ModelError('no-tools', `${model.name} of ${providerLabel(model)} ${what}.`, {
    hint: 'An agent works by calling tools: choose a model that supports them.',
  });
}
