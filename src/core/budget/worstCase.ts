import type { Amount, Usage } from '../../protocol';
import type { PriceOf } from './budgetPorts';
import { messageImages } from '../models/messageImages';
import type { ModelRequest } from '../models/modelPorts';

/** What providers add to a request by themselves: the prompt that explains tools, and the marks around messages. */
const addedTokens = 2_000;
const tokensPerPart = 32;

/** More than the tiles and patches that providers cut an image of usual size into have tokens. */
const tokensPerImage = 17_000;
/** The one model that counts each tile more than thirty times. */
const costlyTiles = 'gpt-4o-mini';
const costlyTokens = 50_000;
/** Fewer than lie behind one token in any provider's formula for large images. */
const pixelsPerToken = 750;

/** More tokens than any provider makes of the images. */
function imageTokenBound(request: ModelRequest): number {
  const least = request.model.name.includes(costlyTiles) ? costlyTokens : tokensPerImage;
  return messageImages(request).reduce(
    (sum, { width, height }) => sum + Math.max(least, Math.ceil((width * height) / pixelsPerToken)),
    0,
  );
}

/** More tokens than any provider can make of the request: a token is at least one byte of its text. */
export function inputTokenBound(request: ModelRequest): number {
  const { messages, tools } = request;
  const parts = messages.reduce(
    (count, message) => count + (message.role === 'assistant' ? message.calls.length : 0) + 1,
    tools.length,
  );
  return jsonBytes(request) + imageTokenBound(request) + parts * tokensPerPart + addedTokens;
}

/** The most a request may use. All of its input may be written to the provider's cache, which can cost more. */
export function worstCase(request: ModelRequest, priceOf: PriceOf | null): Amount {
  const input = inputTokenBound(request);
  const output = request.maxOutputTokens;
  const cases: Usage[] = [
    { input, output, cacheRead: 0, cacheWrite: 0 },
    { input: 0, output, cacheRead: 0, cacheWrite: input },
  ];
  return { tokens: input + output, microUsd: priceOf === null ? null : Math.max(...cases.map(priceOf)) };
}

/** Bytes of a token in ordinary text and code are three or more. */
const bytesPerToken = 3;

/** What a request has used where the provider counted nothing; an image counts as much as it may. */
export function estimatedUsage(request: ModelRequest, answer: string): Usage {
  return {
    input: Math.ceil(jsonBytes(request) / bytesPerToken) + imageTokenBound(request),
    output: Math.ceil(utf8Length(answer) / bytesPerToken),
    cacheRead: 0,
    cacheWrite: 0,
    isEstimate: true,
  };
}

/** Of messages and tools, which stay the same from one request to the next. */
const counted = new WeakMap<object, number>();

/** Bytes of `[system, messages, tools]` as JSON. */
function jsonBytes({ system, messages, tools }: Pick<ModelRequest, 'system' | 'messages' | 'tools'>): number {
  const bytes = messages.reduce((total, message) => total + countedBytes(message), 0);
  const commas = Math.max(0, messages.length - 1);
  return utf8Length(JSON.stringify(system)) + bytes + commas + countedBytes(tools) + '[,[],]'.length;
}

function countedBytes(part: object): number {
  const known = counted.get(part) ?? utf8Length(JSON.stringify(part));
  counted.set(part, known);
  return known;
}

/** Bytes of the text in UTF-8. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x80) {
      // Each half of a surrogate pair stands for two of the four bytes.
      bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2;
    }
  }
  return bytes;
}
