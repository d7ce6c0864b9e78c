import type { LanguageModelV4CallOptions, LanguageModelV4Message } from '@ai-sdk/provider';
import { inWordsOnly } from '../../core/models/modelImages';
import type { ModelMessage, ModelRequest } from '../../core/models/modelPorts';
import type { ModelRef } from '../../protocol';
import { answerContent } from './keptAnswer';
import { imagePart, resultMessages } from './resultMessages';

/**
 * The end of what stays the same from one request to the next. Providers without such marks ignore them.
 * Anthropic caches everything up to a mark, and finds the longest cached beginning by itself.
 */
const cacheMark = { anthropic: { cacheControl: { type: 'ephemeral' } } } as const;
const bedrockMark = { bedrock: { cachePoint: { type: 'default' } } } as const;

/** Bedrock refuses a mark for models that cache nothing. */
function markFor({ provider, name }: ModelRef): typeof cacheMark | typeof bedrockMark | undefined {
  if (provider !== 'bedrock') {
    return cacheMark;
  }
  return /claude-(3-7|[a-z]+-[4-9])|amazon\.nova/.test(name) ? bedrockMark : undefined;
}

/** Of each provider's own options. Nothing of a conversation is to be stored by those that would. */
const providerOptions = {
  anthropic: { includePings: true, toolStreaming: false },
  openai: { store: false },
  xai: { store: false },
} as const;

/** A request in the form of the providers' library, but for the signal. */
export function callOptions(request: ModelRequest): LanguageModelV4CallOptions {
  const messages = request.messages.flatMap((message) => toMessage(message, request));
  const mark = markFor(request.model);
  const marked = mark === undefined ? {} : { providerOptions: mark };
  for (const message of requestEnds(messages)) {
    Object.assign(message, marked);
  }
  return {
    prompt: [{ role: 'system', content: request.system, ...marked }, ...messages],
    tools: request.tools.map(({ name, description, inputSchema }) => ({
      type: 'function',
      name,
      description,
      inputSchema,
    })),
    maxOutputTokens: request.maxOutputTokens,
    providerOptions,
  };
}

/** Where this request ends and where the one before it ended: with the mark after the rules, three of the four there may be. */
function requestEnds(messages: readonly LanguageModelV4Message[]): LanguageModelV4Message[] {
  const answer = messages.findLastIndex(({ role }) => role === 'assistant');
  return [...new Set([messages.at(-1), messages[answer - 1]])].filter((message) => message !== undefined);
}

/** A message without content is left out: providers refuse it. */
function toMessage(message: ModelMessage, request: ModelRequest): LanguageModelV4Message[] {
  switch (message.role) {
    case 'user':
      return userMessages(message, request);
    case 'assistant': {
      const content = answerContent(message, request.model);
      return content.length === 0 ? [] : [{ role: 'assistant', content }];
    }
    case 'tool':
      return resultMessages(message.results, request);
  }
}

/** What a person said, with the images that they gave along where the model can be shown them. */
function userMessages(
  { text, images = [] }: Extract<ModelMessage, { role: 'user' }>,
  request: ModelRequest,
): LanguageModelV4Message[] {
  const parts = images.map((image) => ({ image, part: imagePart(image, request) }));
  const told = parts.reduce(
    (all, { image, part }) => (part === null ? inWordsOnly(all, image, request.model) : all),
    text,
  );
  return told.trim() === ''
    ? []
    : [{ role: 'user', content: [{ type: 'text', text: told }, ...parts.flatMap(({ part }) => part ?? [])] }];
}
