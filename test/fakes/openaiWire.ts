import * as z from 'zod';
import { callInput, piecesOf, stopOf } from '../../src/adapters/models/scriptPlayer';
import { callIdOf, inPieces } from './modelScript';
import type { ServerTurn, Wire } from './modelScript';

const Message = z.looseObject({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.union([z.string(), z.null(), z.array(z.looseObject({ text: z.string().optional() }))]).optional(),
  tool_calls: z.array(z.looseObject({ id: z.string() })).optional(),
  tool_call_id: z.string().optional(),
});

const Body = z.looseObject({
  model: z.string(),
  stream: z.literal(true),
  stream_options: z.object({ include_usage: z.boolean() }).optional(),
  messages: z.array(Message).min(1),
});

const stops = { end: 'stop', tools: 'tool_calls', length: 'length', filter: 'content_filter' } as const;

function data(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function usageOf(turn: ServerTurn): unknown {
  const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0 } = turn.usage ?? {};
  const prompt = input + cacheRead + cacheWrite;
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    prompt_tokens_details: { cached_tokens: cacheRead },
  };
}

function callDeltas(turn: ServerTurn, number: number): unknown[] {
  return (turn.calls ?? []).flatMap((call, index) => {
    const head = {
      index,
      id: callIdOf(turn, index, `call_${number}_${index + 1}`),
      type: 'function',
      function: { name: call.tool, arguments: '' },
    };
    const rest = inPieces(callInput(call)).map((piece) => ({ index, function: { arguments: piece } }));
    return [head, ...rest].map((toolCall) => ({ tool_calls: [toolCall] }));
  });
}

/** Each call must be answered by a `tool` message before anyone else speaks, as the provider wants it. */
function missingResult({ messages }: z.infer<typeof Body>): string | null {
  const open = new Set<string>();
  for (const [index, message] of messages.entries()) {
    if (message.role === 'tool') {
      open.delete(message.tool_call_id ?? '');
    } else if (open.size > 0) {
      return `messages.${index}: tool_call_ids without a response: ${[...open].join(', ')}`;
    }
    for (const { id } of message.tool_calls ?? []) {
      open.add(id);
    }
  }
  return open.size > 0 ? `tool_call_ids without a response: ${[...open].join(', ')}` : null;
}

/** OpenAI's Chat Completions, streamed. */
export const openaiWire: Wire = {
  answer(turn, body, number) {
    const { model, stream_options: options } = Body.parse(body);
    const head = { id: `chatcmpl-${number}`, object: 'chat.completion.chunk', created: 1_700_000_000, model };
    const chunk = (delta: unknown, finish: string | null = null) =>
      data({ ...head, choices: [{ index: 0, delta, finish_reason: finish }] });
    const usage = options?.include_usage === true ? [data({ ...head, choices: [], usage: usageOf(turn) })] : [];
    return {
      text: [
        chunk({ role: 'assistant', content: '' }),
        ...(turn.thoughts ?? []).flatMap((thought) =>
          'redacted' in thought ? [] : piecesOf(thought.text).map((piece) => chunk({ reasoning_content: piece })),
        ),
        ...piecesOf(turn.text ?? '').map((content) => chunk({ content })),
      ],
      calls: callDeltas(turn, number).map((delta) => chunk(delta)),
      end: [chunk({}, stops[stopOf(turn)]), ...usage, 'data: [DONE]\n\n'],
    };
  },
  overload: data({ error: { message: 'The server is overloaded', type: 'overloaded_error', code: 529 } }),
  errorBody: (status, { message, type }) => ({
    error: { message: message ?? `scripted ${status}`, type: type ?? 'server_error', param: null, code: type ?? null },
  }),
  /** Azure has a header of its own for it. */
  apiKey: (headers) => headers['api-key'] ?? headers['authorization']?.replace(/^Bearer /, ''),
  complaint(body) {
    const parsed = Body.safeParse(body);
    return parsed.success ? missingResult(parsed.data) : z.prettifyError(parsed.error);
  },
  firstUserText(body) {
    const parsed = Body.safeParse(body);
    const content = parsed.data?.messages.find(({ role }) => role === 'user')?.content ?? '';
    return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('\n');
  },
};
