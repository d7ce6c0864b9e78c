import { toErrorData } from '../../core/errors';
import type { HostAnswers } from '../../core/hostPorts';
import type { ModelClient } from '../../core/models/modelPorts';
import type { EditorProblems } from '../../core/problems/problemPorts';
import type { HostRequest, HostResponse } from '../../protocol';

type Ask<K extends HostRequest['kind']> = Extract<HostRequest, { kind: K }>;

/** What an editor has. */
interface Editor {
  models: ModelClient;
  problems: EditorProblems;
}

/** Answers runners with the editor's models, and with what its language services say. */
export function hostDesk({ models, problems }: Editor): HostAnswers {
  const asks = new Map<string, AbortController>();
  return (request, respond) => {
    if (request.kind === 'cancel') {
      asks.get(request.askId)?.abort(new Error('The runner needs no answer any more.'));
      return;
    }
    if (request.kind === 'agents') {
      respond({ askId: request.askId, kind: 'absent' });
      return;
    }
    const abort = new AbortController();
    asks.set(request.askId, abort);
    const answering = { respond, signal: abort.signal };
    const answered = request.kind === 'model' ? answer(models, request, answering) : look(problems, request, answering);
    void answered.finally(() => asks.delete(request.askId));
  };
}

interface Answering {
  respond: (response: HostResponse) => void;
  signal: AbortSignal;
}

async function answer(models: ModelClient, request: Ask<'model'>, { respond, signal }: Answering): Promise<void> {
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

async function look(problems: EditorProblems, request: Ask<'problems'>, { respond, signal }: Answering): Promise<void> {
  const { askId, folder, before, paths } = request;
  try {
    const files = await problems.of({ folder, paths, ...(before === undefined ? {} : { before }) }, signal);
    respond(files === null ? { askId, kind: 'absent' } : { askId, kind: 'problems', files });
  } catch (error) {
    if (!signal.aborted) {
      respond({ askId, kind: 'failed', error: toErrorData(error) });
    }
  }
}
