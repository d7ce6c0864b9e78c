import { charsOf } from '../core/contextSize';
import { ModelError } from '../core/errors';
import type { ModelRequest } from '../core/modelPorts';
import type { Session } from './session';

/** The text of one answer, whose usage is recorded. Calls in it are not run. Throws `ModelError`. */
export async function textAnswer(session: Session, request: ModelRequest, signal: AbortSignal): Promise<string> {
  const texts: string[] = [];
  for await (const part of session.ports.model(request.model).stream(request, signal)) {
    if (part.kind === 'text') {
      texts.push(part.text);
    } else if (part.kind === 'end') {
      const text = texts.join('');
      await session.record({ type: 'usage', usage: part.usage, chars: charsOf(request) + text.length });
      return text;
    }
  }
  throw new ModelError('cut', 'The answer of the model ended in the middle.');
}
