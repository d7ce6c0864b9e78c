import { toErrorData } from '../core/errors';
import type { HostAnswers } from '../core/hostPorts';
import type { ModelClient } from '../core/modelPorts';
import type { HostRequest, HostResponse } from '../protocol';

type Ask = Extract<HostRequest, { kind: 'model' }>;

/** Answers runners with the editor's models. */
export function hostDesk(models: ModelClient): HostAnswers {
  const asks = new Map<string, AbortController>();
  return (request, respond) => {
    if (request.kind === 'cancel') {
      asks.get(request.askId)?.abort(new Error('The runner needs no answer any more.'));
      return;
    }
    const abort = new AbortController();
    asks.set(request.askId, abort);
    void answer(models, { request, respond, signal: abort.signal }).finally(() => asks.delete(request.askId));
  };
}

interface Answering {
  request: Ask;
  respond: (response: HostResponse) => void;
  signal: AbortSignal;
}

async function answer(models: ModelClient, { request, respond, signal }: Answering): Promise<void> {
  const { askId, name, system, messages, tools, maxOutputTokens } = request;
  const model = { provider: 'vscode-lm', name } as const;
  try {
    for await (const part of models.stream({ model, system, messages, tools, maxOutputTokens }, signal)) {
      respond({ askId, kind: 'part', part });
    }
  } catch (error) {
    if (!signal.aborted) {
      respond({ askId, kind: 'failed', error: toErrorData(error) });
    }
  }
}
