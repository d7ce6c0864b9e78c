import type { ImageRef, ImageType, ModelRef } from '../../protocol';

const all: readonly ImageType[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const noImages: readonly ImageType[] = [];
const asEveryServer: readonly ImageType[] = ['image/png', 'image/jpeg'];

/** Models of these names see, whoever serves them. */
const seeing =
  /claude|gemini|gpt-4o|gpt-4\.[1-9]|gpt-4-turbo|gpt-[5-9]|(^|\/)o[134](-|$)|grok-[4-9]|llava|pixtral|vision|(^|[-:/.\d])vl([-:.\d]|$)|gemma-?[3-9]|llama-?4|minicpm-v|moondream|nova-(lite|pro|premier|2)|qwen3\.5|mistral-(small|medium|large)-(latest|3|25|26)/i;
const blind = /o1-mini|o3-mini|grok-code|codex-mini|claude-(instant|2)/i;

/**
 * The images that a model can be shown, by its name and by what its provider takes. Of a model that nobody knows it is
 * better to tell in words than to have every request refused.
 */
export function imageTypesOf({ provider, name, seesImages }: ModelRef): readonly ImageType[] {
  if (provider === 'openai-compatible' && seesImages !== undefined) {
    return seesImages ? asEveryServer : noImages;
  }
  if (provider === 'deepseek' || provider === 'vscode-lm' || provider === 'rehearsal' || blind.test(name)) {
    return noImages;
  }
  if (provider === 'anthropic') {
    return all;
  }
  if (provider === 'google') {
    return all.filter((type) => type !== 'image/gif');
  }
  if (!seeing.test(name)) {
    return noImages;
  }
  return provider === 'xai' ? ['image/png', 'image/jpeg'] : all;
}

/** Whether neither its provider nor its name says that a model sees or is blind. */
export function isSightUnknown({ provider, name }: ModelRef): boolean {
  return provider === 'openai-compatible' && !seeing.test(name) && !blind.test(name);
}

/** What a result with an image says to a model that is not shown it. */
export function inWordsOnly(text: string, image: ImageRef, model: ModelRef): string {
  const types = imageTypesOf(model);
  const why =
    types.length === 0 ? 'takes no images' : types.includes(image.mediaType) ? null : `takes no ${nameOf(image)}`;
  return `${text}\n[${why === null ? 'The image is not kept any more: read it again' : `It can't be shown to you: this model ${why}`}.]`;
}

/** `PNG image, 640 × 480 pixels, 12,345 bytes`. */
export function imageFacts(image: Pick<ImageRef, 'mediaType' | 'bytes' | 'width' | 'height'>): string {
  const { width, height, bytes } = image;
  return `${nameOf(image)} image, ${width} × ${height} pixels, ${bytes.toLocaleString('en-US')} bytes`;
}

function nameOf({ mediaType }: Pick<ImageRef, 'mediaType'>): string {
  return mediaType === 'image/webp' ? 'WebP' : mediaType.slice('image/'.length).toUpperCase();
}
