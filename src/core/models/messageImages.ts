import type { ImageRef } from '../../protocol';
import { imageTypesOf } from './modelImages';
import type { ModelMessage, ModelRequest } from './modelPorts';

/** The images of a request that its model takes, in their order. */
export function messageImages({ model, messages }: Pick<ModelRequest, 'model' | 'messages'>): ImageRef[] {
  const types = imageTypesOf(model);
  return messages.flatMap(imagesOf).filter(({ mediaType }) => types.includes(mediaType));
}

function imagesOf(message: ModelMessage): readonly ImageRef[] {
  switch (message.role) {
    case 'user':
      return message.images ?? [];
    case 'assistant':
      return [];
    case 'tool':
      return message.results.flatMap(({ image }) => image ?? []);
  }
}
