import { ModelError, toErrorData } from '../../core/errors';
import type { ErrorData } from '../../protocol';

const maxAttempts = 6;
const maxBackOffMs = 60_000;
/** A provider that asks for more is not waited for. */
const maxRetryAfterMs = 600_000;

/** How long to wait before the request is sent again, `random` being from 0 to 1; null when it is not worth it. */
export function retryDelayMs(error: unknown, attempt: number, random: number): number | null {
  if (!(error instanceof ModelError) || !error.isTransient || attempt >= maxAttempts) {
    return null;
  }
  const { retryAfterMs } = error;
  if (retryAfterMs !== undefined) {
    return retryAfterMs > maxRetryAfterMs ? null : Math.round(retryAfterMs + random * 1000);
  }
  const backOffMs = Math.min(maxBackOffMs, 1000 * 2 ** (attempt - 1));
  return Math.round(backOffMs * (0.5 + random / 2));
}

/** Why the model is not asked again, in the words of its error. */
export function modelFailure(error: unknown, attempt: number): ErrorData {
  const data = toErrorData(error);
  if (!(error instanceof ModelError) || !error.isTransient) {
    return data;
  }
  if (error.retryAfterMs !== undefined && error.retryAfterMs > maxRetryAfterMs) {
    const minutes = Math.ceil(error.retryAfterMs / 60_000);
    return { ...data, hint: `The provider asks to wait ${minutes} minutes. Retry the task then.` };
  }
  return { ...data, hint: `It was asked ${attempt} times. ${data.hint ?? 'Retry the task later.'}` };
}
