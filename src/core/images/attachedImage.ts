import type { Attachment, ImageDigest } from '../../protocol';
import { maxImageBytes, maxImageSide } from '../conversation/imageRoom';
import { TaskError } from '../errors';
import { imageFacts } from '../models/modelImages';
import type { Translate } from '../translate';
import { imageIn } from './imageFormat';

/** What a person hands over as an image. */
export interface HandedImage {
  name: string;
  /** In bytes. */
  size: number;
  /** Null where it was not read, because it is too large. */
  bytes: Uint8Array | null;
}

/**
 * The image as something given along, once its bytes are kept. Throws `TaskError` where it is none, is damaged, or is
 * larger than models are shown.
 */
export async function attachedImage(
  { name, size, bytes }: HandedImage,
  keep: (bytes: Uint8Array) => Promise<ImageDigest>,
  t: Translate,
): Promise<Attachment> {
  if (bytes === null || size > maxImageBytes) {
    throw refused(tooLarge(size, t));
  }
  const found = imageIn(bytes);
  if (found?.size == null) {
    throw refused(t('it is no whole PNG, JPEG, GIF or WebP image'));
  }
  const { width, height } = found.size;
  if (Math.max(width, height) > maxImageSide) {
    throw refused(t('it is {0} × {1} pixels, and at most {2} on a side can be shown', width, height, maxImageSide));
  }
  const facts = { mediaType: found.mediaType, bytes: bytes.length, width, height };
  return { label: labelOf(name), text: imageFacts(facts), image: { digest: await keep(bytes), ...facts } };

  function refused(why: string): TaskError {
    return new TaskError('not-possible-now', t('Not attached: {0}, because {1}.', labelOf(name), why), {
      hint: t('Attach a smaller copy, as PNG, JPEG, GIF or WebP.'),
    });
  }
}

function tooLarge(bytes: number, t: Translate): string {
  const inMegabytes = (count: number): string => (count / 1_000_000).toFixed(1);
  return t('it has {0} MB, and at most {1} MB can be shown', inMegabytes(bytes), inMegabytes(maxImageBytes));
}

function labelOf(name: string): string {
  return name.replace(/\s+/g, ' ').trim().slice(0, 500) || 'image';
}
