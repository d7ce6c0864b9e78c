import type { KeptImages } from '../../core/images/imagePorts';
import { messageImages } from '../../core/models/messageImages';
import type { ModelClient, ModelRequest } from '../../core/models/modelPorts';
import type { ImageDigest } from '../../protocol';

/** A client that is given, with each request, the images in it that its model takes: the same bytes every time. */
export function showingImages(client: ModelClient, images: KeptImages): ModelClient {
  return {
    async *stream(request, signal) {
      yield* client.stream(await withImages(request, images), signal);
    },
  };
}

async function withImages(request: ModelRequest, kept: KeptImages): Promise<ModelRequest> {
  const wanted = messageImages(request).map(({ digest }) => digest);
  if (wanted.length === 0) {
    return request;
  }
  const images = new Map<ImageDigest, string>();
  for (const digest of new Set(wanted)) {
    const data = await kept.read(digest);
    if (data !== null) {
      images.set(digest, data);
    }
  }
  return { ...request, images };
}
