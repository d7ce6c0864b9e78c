import { ModelError } from '../../core/errors';
import type { ModelMessage, ModelRequest } from '../../core/models/modelPorts';
import { type CallId, ImageDigest, type ImageRef } from '../../protocol';

/** 64 by 64 pixels, the left half yellow and the right half green: nobody guesses both. */
const bytes =
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAABAAQMAAACQp+OdAAAABlBMVEX/3AAAjCivJf/mAAAAFUlEQVR42mNgAIL/QMAwyhhlkM4AAPTk/wHgcfYIAAAAAElFTkSuQmCC';
const digest = ImageDigest.parse('e60f1ae9bcd379870da330b541a032a66944cd9a483b544b698a7dc5b8d0e006');
const image: ImageRef = { digest, mediaType: 'image/png', bytes: 96, width: 64, height: 64 };

const callId = 'look-1' as CallId;
const tool = 'look_up';
const messages: readonly ModelMessage[] = [
  {
    role: 'user',
    text: 'Call the tool look_up with the word "flag": it returns an image. Then answer with the colour of its left half and of its right half.',
  },
  { role: 'assistant', text: '', calls: [{ callId, tool, input: '{"word":"flag"}' }] },
  { role: 'tool', results: [{ callId, tool, text: 'The image is shown.', isError: false, image }] },
];

/**
 * Whether a model tells what it is shown, found out by showing it an image as a tool's result; undefined where the request
 * failed for another reason.
 */
export async function probeImages(
  ask: (request: Pick<ModelRequest, 'messages' | 'images'>) => Promise<{ text: string }>,
): Promise<boolean | undefined> {
  try {
    const { text } = await ask({ messages, images: new Map([[digest, bytes]]) });
    return /yellow/i.test(text) && /green/i.test(text);
  } catch (error) {
    if (!(error instanceof ModelError)) {
      throw error;
    }
    return ['bad-request', 'context-length', 'server'].includes(error.reason) ? false : undefined;
  }
}
