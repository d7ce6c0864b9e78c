import { ModelError } from '../../core/errors';
import type { ModelPart, ModelRequest } from '../../core/models/modelPorts';
import type { Session } from '../session';

interface TextAnswer {
  text: string;
  usage: Extract<ModelPart, { kind: 'end' }>['usage'];
}

/** The text of one answer, and what the provider counted. Calls in it are not run. Throws `ModelError`. */
export async function textAnswer(session: Session, request: ModelRequest, signal: AbortSignal): Promise<TextAnswer> {
  const texts: string[] = [];
  for await (const part of session.ports.model(request.model).stream(request, signal)) {
    if (part.kind === 'text') {
      texts.push(part.text);
    } else if (part.kind === 'end') {
      return { text: texts.join(''), usage: part.usage };
    }
  }
  throw new ModelError('cut', 'The answer of the model ended in the middle.');
}
