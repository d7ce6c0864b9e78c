import type { OtherAgents } from '../core/agents/agentPorts';
import { fromErrorData, ModelError, TaskError } from '../core/errors';
import type { ModelClient, ModelMessage, ModelPart, ModelRequest } from '../core/models/modelPorts';
import { inWordsOnly } from '../core/models/modelImages';
import type { EditorProblems } from '../core/problems/problemPorts';
import type { HostRequest, HostResponse, ModelRef, RunnerMessage, TaskId } from '../protocol';

/** What came for one ask and was not taken yet. */
interface Ask {
  responses: HostResponse[];
  wake: () => void;
}

/** Language services that say nothing for so long are done without. */
const patienceMs = 10_000;

type Unasked<T> = T extends { askId: string } ? Omit<T, 'askId'> : never;

/** The way to what only an editor has: asks go out as messages, and answers come back as commands. */
export class HostDoor {
  readonly #asks = new Map<string, Ask>();
  #last = 0;

  constructor(private readonly send: (message: RunnerMessage) => void) {}

  /** The models of the editor. Throws `ModelError('no-window')` where none is open. */
  models(taskId: TaskId): ModelClient {
    return { stream: (request, signal) => this.#stream(taskId, request, signal) };
  }

  receive(response: HostResponse): void {
    const ask = this.#asks.get(response.askId);
    ask?.responses.push(response);
    ask?.wake();
  }

  problems(taskId: TaskId): EditorProblems {
    return {
      of: async ({ paths, ...folders }, signal) => {
        const late = new AbortController();
        const timer = setTimeout(() => late.abort(new Error('The editor took too long.')), patienceMs);
        const request = { kind: 'problems' as const, ...folders, paths: [...paths] };
        try {
          for await (const response of this.#ask(taskId, request, AbortSignal.any([signal, late.signal]))) {
            return response.kind === 'problems' ? response.files : null;
          }
          return null;
        } catch (error) {
          signal.throwIfAborted();
          if (late.signal.aborted) {
            return null;
          }
          throw error;
        } finally {
          clearTimeout(timer);
        }
      },
    };
  }

  /** Where nobody has other tasks there are no other agents. */
  agents(taskId: TaskId): OtherAgents {
    return {
      act: async (ask, signal) => {
        for await (const response of this.#ask(taskId, { kind: 'agents', taskId, ask }, signal)) {
          if (response.kind === 'agents') {
            return response;
          }
          if (response.kind === 'failed') {
            throw fromErrorData(response.error);
          }
        }
        throw new TaskError('not-possible-now', 'Other agents can not be reached from here.');
      },
    };
  }

  async *#stream(taskId: TaskId, request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelPart> {
    for await (const response of this.#ask(taskId, asked(request), signal)) {
      yield partOf(response);
    }
  }

  /** The answers up to the last one. Who stops listening earlier does not need the rest, which the host is told. */
  async *#ask(taskId: TaskId, request: Unasked<HostRequest>, signal: AbortSignal): AsyncGenerator<HostResponse> {
    signal.throwIfAborted();
    const askId = `${taskId}-${++this.#last}`;
    const ask: Ask = { responses: [], wake: () => undefined };
    this.#asks.set(askId, ask);
    const onAbort = (): void => ask.wake();
    signal.addEventListener('abort', onAbort);
    let isOver = false;
    try {
      this.send({ kind: 'host', taskId, request: { askId, ...request } });
      while (!isOver) {
        const response = await next(ask, signal);
        isOver = response.kind !== 'part' || response.part.kind === 'end';
        yield response;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#asks.delete(askId);
      if (!isOver) {
        this.send({ kind: 'host', taskId, request: { askId, kind: 'cancel' } });
      }
    }
  }
}

async function next(ask: Ask, signal: AbortSignal): Promise<HostResponse> {
  for (;;) {
    signal.throwIfAborted();
    const response = ask.responses.shift();
    if (response !== undefined) {
      return response;
    }
    await new Promise<void>((resolve) => (ask.wake = resolve));
  }
}

function partOf(response: HostResponse): ModelPart {
  switch (response.kind) {
    case 'part':
      return response.part;
    case 'failed':
      throw fromErrorData(response.error);
    case 'problems':
    case 'agents':
    case 'absent':
      throw new ModelError('no-window', 'This model is reached through VS Code, and no window is open.', {
        hint: 'Open the repository in VS Code: the task goes on there by itself. Or go on with another model.',
      });
  }
}

function asked({ model, system, messages, tools, maxOutputTokens }: ModelRequest): Unasked<HostRequest> {
  return {
    ...{ kind: 'model', name: model.name, system, maxOutputTokens },
    messages: messages.map((message) => plain(message, model)),
    tools: tools.map((tool) => ({ ...tool })),
  };
}

/** Without what was kept for other providers, and with images in words. */
function plain(message: ModelMessage, model: ModelRef): Extract<HostRequest, { kind: 'model' }>['messages'][number] {
  switch (message.role) {
    case 'user':
      return {
        role: message.role,
        text: (message.images ?? []).reduce((text, image) => inWordsOnly(text, image, model), message.text),
      };
    case 'assistant':
      return { role: message.role, text: message.text, calls: [...message.calls] };
    case 'tool':
      return {
        role: message.role,
        results: message.results.map(({ image, ...result }) =>
          image === undefined ? result : { ...result, text: inWordsOnly(result.text, image, model) },
        ),
      };
  }
}
