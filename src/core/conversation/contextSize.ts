import type { RunnerEvent } from '../../protocol';
import type { ModelMessage, ModelRequest, ToolResult } from '../models/modelPorts';

/** What models need for one token when nobody has counted yet. */
const usualChars = 4;
/** A provider that counts nothing, or nonsense, must not make the window look endless. */
const leastChars = 1;
const mostChars = 8;
/** Names, ids and brackets around each part of a message. */
const charsAround = 40;

/** Characters of a request. Their number of tokens is found by what providers counted for earlier ones. */
export function charsOf({ system, tools, messages }: Pick<ModelRequest, 'system' | 'tools' | 'messages'>): number {
  return system.length + charsOfTools(tools) + charsOfMessages(messages);
}

const counted = new WeakMap<ModelRequest['tools'], number>();

function charsOfTools(tools: ModelRequest['tools']): number {
  const chars = counted.get(tools) ?? JSON.stringify(tools).length;
  counted.set(tools, chars);
  return chars;
}

export function charsOfMessages(messages: readonly ModelMessage[]): number {
  return messages.reduce((total, message) => total + charsOfMessage(message), 0);
}

function charsOfMessage(message: ModelMessage): number {
  switch (message.role) {
    case 'user':
      return message.text.length + charsAround + (message.images ?? []).length * charsOfOneImage;
    case 'assistant':
      return message.calls.reduce((total, { input }) => total + input.length + charsAround, message.text.length);
    case 'tool':
      return message.results.reduce(
        (total, { text, image }) => total + text.length + charsAround + charsOfImage(image),
        0,
      );
  }
}

/** As if it were text: most models make about 1,500 tokens of an image, whatever its size. */
export const charsOfOneImage = 1500 * usualChars;

export function charsOfImage(image: ToolResult['image']): number {
  return image === undefined ? 0 : charsOfOneImage;
}

/** Characters in a token, by the last request of this journal whose tokens the provider counted. */
export function charsPerToken(events: readonly RunnerEvent[]): number {
  const counted = events.findLast(
    (event) => event.type === 'usage' && event.usage.isEstimate !== true && (event.chars ?? 0) > 0,
  );
  if (counted?.type !== 'usage') {
    return usualChars;
  }
  const { input, output, cacheRead, cacheWrite } = counted.usage;
  const tokens = input + output + cacheRead + cacheWrite;
  return tokens === 0 ? usualChars : Math.min(mostChars, Math.max(leastChars, (counted.chars ?? 0) / tokens));
}
