import { ModelError } from '../../core/errors';
import { isServerOfOnesOwn, providerLabel } from '../../core/models/modelCatalog';
import { isSightUnknown } from '../../core/models/modelImages';
import type { ModelClient, ModelMessage, ModelPart, ModelRequest, ToolSpec } from '../../core/models/modelPorts';
import type { Kept, ModelRef } from '../../protocol';
import { probeContext } from './contextProbe';
import { probeImages } from './imageProbe';

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
  text: `Call the tool look_up with the word "${word}". Then answer with the number it returns, once in digits and once in words.`,
};

/** An answer that may well be one piece. */
const shortAnswer = 20;

interface Answer {
  text: string;
  calls: Extract<ModelPart, { kind: 'call' }>[];
  kept: Kept | undefined;
  /** In how many the text came. */
  pieces: number;
  /** What the provider counted of the request; 0 where it does not count. */
  tokens: number;
}

/** What a check found beside that the model can work as an agent. */
export interface ProbeReport {
  /** Its answers come piece by piece, so that a person sees them grow. */
  isStreaming: boolean;
  /** Whether it can be shown images; absent where its name says it, or nothing was found out. */
  seesImages?: boolean;
}

/**
 * Makes the model call a tool and read its result, two real requests of a few hundred tokens; and one of a few thousand
 * where the server is one's own, as such servers silently forget the beginning of what is too long for them; and one with
 * a small image where nobody knows whether the model sees. Throws
 * `ModelError`, with the reason `no-tools` or `small-context` when the model answers but cannot work as an agent.
 */
export async function probeModel(client: ModelClient, model: ModelRef, signal: AbortSignal): Promise<ProbeReport> {
  const first = await ask(client, { model, messages: [question] }, signal);
  const call = first.calls.find((made) => made.tool === tool.name);
  if (call === undefined) {
    throw noTools(model, 'answered but did not call the tool it was given');
  }
  if (!isAsAsked(call.input)) {
    throw noTools(model, 'called the tool, but not with the word it was asked to look up');
  }
  const results = first.calls.map(({ callId, tool: name }) => ({ callId, tool: name, text: number, isError: false }));
  const { text, calls, kept } = first;
  const messages: ModelMessage[] = [question, { role: 'assistant', text, calls, kept }, { role: 'tool', results }];
  const second = await ask(client, { model, messages }, signal);
  if (!second.text.replaceAll(/[,.\s]/g, '').includes(number)) {
    throw noTools(model, 'called the tool but did not answer with its result');
  }
  if (isServerOfOnesOwn(model)) {
    await probeContext((asked) => ask(client, { model, messages: asked }, signal), model);
  }
  const seesImages = isSightUnknown(model)
    ? await probeImages((asked) => ask(client, { model: { ...model, seesImages: true }, ...asked }, signal))
    : undefined;
  const isStreaming = second.pieces > 1 || second.text.length < shortAnswer;
  return { isStreaming, ...(seesImages === undefined ? {} : { seesImages }) };
}

type Ask = Pick<ModelRequest, 'model' | 'messages' | 'images'>;

async function ask(client: ModelClient, asked: Ask, signal: AbortSignal): Promise<Answer> {
  const answer: Answer = { text: '', calls: [], kept: undefined, pieces: 0, tokens: 0 };
  const system = 'You check that tools work. Do exactly what is asked.';
  const request = { ...asked, system, tools: [tool], maxOutputTokens: 4096 };
  for await (const part of client.stream(request, signal)) {
    if (part.kind === 'text') {
      answer.text += part.text;
      answer.pieces += 1;
    } else if (part.kind === 'call') {
      answer.calls.push(part);
    } else {
      const { input, cacheRead, cacheWrite } = part.usage;
      answer.kept = part.kept;
      answer.tokens = input + cacheRead + cacheWrite;
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
