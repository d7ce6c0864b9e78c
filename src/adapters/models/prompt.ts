import type { LanguageModelV4CallOptions, LanguageModelV4Message } from '@ai-sdk/provider';
import type { ModelMessage, ModelRequest } from '../../core/modelPorts';

/**
 * The end of what stays the same from one request to the next. Providers without such marks ignore them.
 * Anthropic caches everything up to a mark, and finds the longest cached beginning by itself.
 */
const cacheMark = { anthropic: { cacheControl: { type: 'ephemeral' } } } as const;

const anthropicOptions = { includePings: true, toolStreaming: false } as const;

/** A request in the form of the providers' library, but for the signal. */
export function callOptions(request: ModelRequest): LanguageModelV4CallOptions {
  const messages = request.messages.flatMap(toMessage);
  for (const message of requestEnds(messages)) {
    message.providerOptions = cacheMark;
  }
  return {
    prompt: [{ role: 'system', content: request.system, providerOptions: cacheMark }, ...messages],
    tools: request.tools.map(({ name, description, inputSchema }) => ({
      type: 'function',
      name,
      description,
      inputSchema,
    })),
    maxOutputTokens: request.maxOutputTokens,
    providerOptions: { anthropic: anthropicOptions },
  };
}

/** Where this request ends and where the one before it ended: with the mark after the rules, three of the four there may be. */
function requestEnds(messages: readonly LanguageModelV4Message[]): LanguageModelV4Message[] {
  const answer = messages.findLastIndex(({ role }) => role === 'assistant');
  return [...new Set([messages.at(-1), messages[answer - 1]])].filter((message) => message !== undefined);
}

/** A message without content is left out: providers refuse it. */
function toMessage(message: ModelMessage): LanguageModelV4Message[] {
  switch (message.role) {
    case 'user':
      return message.text.trim() === '' ? [] : [{ role: 'user', content: [{ type: 'text', text: message.text }] }];
    case 'assistant': {
      const text = message.text.trim() === '' ? [] : [{ type: 'text' as const, text: message.text }];
      const calls = message.calls.map(({ callId, tool, input }) => ({
        type: 'tool-call' as const,
        toolCallId: callId,
        toolName: tool,
        input,
      }));
      const content = [...text, ...calls];
      return content.length === 0 ? [] : [{ role: 'assistant', content }];
    }
    case 'tool':
      return [
        {
          role: 'tool',
          content: message.results.map(({ callId, tool, text, isError }) => ({
            type: 'tool-result',
            toolCallId: callId,
            toolName: tool,
            output: { type: isError ? 'error-text' : 'text', value: text },
          })),
        },
      ];
  }
}
