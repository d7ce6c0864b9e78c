import * as vscode from 'vscode';
import { ModelError } from '../core/errors';
import type { ModelClient, ModelMessage, ModelPart, ModelRequest } from '../core/models/modelPorts';
import { CallId } from '../protocol';

const { LanguageModelChatMessage: Chat, LanguageModelError: Failure } = vscode;

/** The models that the person is signed in to in VS Code, by the names that `editorModels.stream` knows: `vendor/id`. */
export async function editorModelNames(): Promise<string[]> {
  return (await vscode.lm.selectChatModels()).map(({ vendor, id }) => `${vendor}/${id}`);
}

/** The editor's own models, such as those of a Copilot sign-in. What they use is counted by themselves, as an estimate. */
export const editorModels: ModelClient = {
  async *stream(request, signal) {
    signal.throwIfAborted();
    const source = new vscode.CancellationTokenSource();
    const onAbort = (): void => source.cancel();
    signal.addEventListener('abort', onAbort);
    try {
      yield* answer(await find(request.model.name), request, source.token);
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof vscode.LanguageModelError ? modelError(error, request.model.name) : error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      source.cancel();
      source.dispose();
    }
  },
};

async function find(name: string): Promise<vscode.LanguageModelChat> {
  const [vendor = '', ...rest] = name.split('/');
  const [model] = await vscode.lm.selectChatModels({ vendor, id: rest.join('/') });
  if (model === undefined) {
    throw new ModelError('not-found', `VS Code has no model named ${name}.`, {
      hint: 'Sign in to the extension that brings it, such as Copilot, or use another model.',
    });
  }
  return model;
}

async function* answer(
  model: vscode.LanguageModelChat,
  request: ModelRequest,
  token: vscode.CancellationToken,
): AsyncGenerator<ModelPart> {
  const messages = [Chat.User(request.system), ...request.messages.flatMap((message) => toMessage(message))];
  const tools = request.tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
  const response = await model.sendRequest(messages, { tools }, token);
  const said: string[] = [];
  let hasCalls = false;
  for await (const part of response.stream) {
    if (part instanceof vscode.LanguageModelTextPart) {
      said.push(part.value);
      yield { kind: 'text', text: part.value };
    } else if (part instanceof vscode.LanguageModelToolCallPart) {
      hasCalls = true;
      const input = JSON.stringify(part.input);
      said.push(input);
      yield { kind: 'call', callId: CallId.parse(part.callId.slice(0, 200)), tool: part.name, input };
    }
  }
  const counts = await Promise.all([...messages, said.join('')].map((text) => model.countTokens(text, token)));
  const output = counts.pop() ?? 0;
  const input = counts.reduce((total, count) => total + count, 0);
  const usage = { input, output, cacheRead: 0, cacheWrite: 0, isEstimate: true } as const;
  yield { kind: 'end', stop: hasCalls ? 'tools' : 'end', usage };
}

/** The interface has no place for a system prompt: it stands as the first thing a user says. */
function toMessage(message: ModelMessage): vscode.LanguageModelChatMessage[] {
  switch (message.role) {
    case 'user':
      return message.text.trim() === '' ? [] : [Chat.User(message.text)];
    case 'assistant': {
      const text = message.text.trim() === '' ? [] : [new vscode.LanguageModelTextPart(message.text)];
      const calls = message.calls.map(
        ({ callId, tool, input }) => new vscode.LanguageModelToolCallPart(callId, tool, objectOf(input)),
      );
      return text.length + calls.length === 0 ? [] : [Chat.Assistant([...text, ...calls])];
    }
    case 'tool':
      return [
        Chat.User(
          message.results.map(
            ({ callId, text }) =>
              new vscode.LanguageModelToolResultPart(callId, [new vscode.LanguageModelTextPart(text)]),
          ),
        ),
      ];
  }
}

function objectOf(input: string): object {
  try {
    const value: unknown = JSON.parse(input);
    return typeof value === 'object' && value !== null ? value : { unreadable: input };
  } catch {
    return { unreadable: input };
  }
}

/** The codes are the names of the errors. */
function modelError(error: vscode.LanguageModelError, name: string): ModelError {
  const options = { cause: new Error(`${error.code}: ${error.message}`) };
  switch (error.code) {
    case Failure.NoPermissions.name:
      return new ModelError('auth', `VS Code does not let this extension use ${name}.`, {
        ...options,
        hint: 'Allow it when VS Code asks: connect the model again with Connect a Model.',
      });
    case Failure.Blocked.name:
      return new ModelError(
        'refused',
        `VS Code refused a request to ${name}: its limit is reached, or it was filtered.`,
        {
          ...options,
          hint: 'Look at what your plan includes, or use another model.',
        },
      );
    case Failure.NotFound.name:
      return new ModelError('not-found', `VS Code has no model named ${name}.`, options);
    default:
      return new ModelError('server', `${name} of VS Code failed to answer.`, {
        ...options,
        hint: 'Try again in a while, or use another model.',
      });
  }
}
