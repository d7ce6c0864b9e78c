import type { LanguageModelV4Message } from '@ai-sdk/provider';
import { inWordsOnly } from '../../core/models/modelImages';
import type { ModelRequest, ToolResult } from '../../core/models/modelPorts';
import type { ImageRef, ModelRef } from '../../protocol';

type Output = Extract<
  Extract<LanguageModelV4Message, { role: 'tool' }>['content'][number],
  { type: 'tool-result' }
>['output'];

interface Image {
  type: 'file';
  mediaType: string;
  data: { type: 'data'; data: string };
}

interface Shown {
  result: ToolResult;
  /** Null where there is none, or none that the model can be shown. */
  image: Image | null;
}

/** Those whose form of a result holds images; the others are shown them by the user, behind the results. */
const withImagesInResults: ReadonlySet<ModelRef['provider']> = new Set([
  'anthropic',
  'openai',
  'google',
  'azure',
  'bedrock',
]);

/** The results of one answer's calls, each with its image where the model can be shown it. */
export function resultMessages(results: readonly ToolResult[], request: ModelRequest): LanguageModelV4Message[] {
  const isInside = withImagesInResults.has(request.model.provider);
  const shown = results.map((result): Shown => ({
    result,
    image: result.image === undefined ? null : imagePart(result.image, request),
  }));
  const content = shown.map(({ result, image }) => ({
    type: 'tool-result' as const,
    toolCallId: result.callId,
    toolName: result.tool,
    output: outputOf({ result, image: isInside ? image : null }, textOf({ result, image }, request)),
  }));
  const behind = isInside ? [] : shown.flatMap(shownByUser);
  return [{ role: 'tool', content }, ...(behind.length === 0 ? [] : [{ role: 'user' as const, content: behind }])];
}

/** Null where the model can't be shown it. */
export function imagePart(image: ImageRef, { images }: ModelRequest): Image | null {
  const data = images?.get(image.digest);
  return data === undefined ? null : { type: 'file', mediaType: image.mediaType, data: { type: 'data', data } };
}

function textOf({ result, image }: Shown, { model }: ModelRequest): string {
  return result.image === undefined || image !== null ? result.text : inWordsOnly(result.text, result.image, model);
}

function outputOf({ result, image }: Shown, text: string): Output {
  return image === null
    ? { type: result.isError ? 'error-text' : 'text', value: text }
    : { type: 'content', value: [{ type: 'text', text }, image] };
}

function shownByUser({ result, image }: Shown) {
  const text = `The image that ${result.tool} returned to the call ${result.callId}:`;
  return image === null ? [] : [{ type: 'text' as const, text }, image];
}
