import * as z from 'zod';
import { callInput, piecesOf, stopOf } from '../../src/adapters/models/scriptPlayer';
import { callIdOf, inPieces } from './modelScript';
import type { ServerTurn, Thought, Wire } from './modelScript';

const Block = z.looseObject({
  type: z.string(),
  id: z.string().optional(),
  tool_use_id: z.string().optional(),
  text: z.string().optional(),
});

const Body = z.looseObject({
  model: z.string(),
  max_tokens: z.int().min(1),
  stream: z.literal(true),
  messages: z.array(z.looseObject({ role: z.enum(['user', 'assistant']), content: z.array(Block).min(1) })).min(1),
});

const stops = { end: 'end_turn', tools: 'tool_use', length: 'max_tokens', filter: 'refusal' } as const;
const errorTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

function event(data: { type: string } & Record<string, unknown>): string {
  return `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
}

function thoughtEvents(thought: Thought, index: number): string[] {
  const delta = (value: unknown) => event({ type: 'content_block_delta', index, delta: value });
  const start = (block: unknown) => event({ type: 'content_block_start', index, content_block: block });
  const stop = event({ type: 'content_block_stop', index });
  return 'redacted' in thought
    ? [start({ type: 'redacted_thinking', data: thought.redacted }), stop]
    : [
        start({ type: 'thinking', thinking: '', signature: '' }),
        ...piecesOf(thought.text).map((piece) => delta({ type: 'thinking_delta', thinking: piece })),
        delta({ type: 'signature_delta', signature: thought.seal }),
        stop,
      ];
}

function textEvents(text: string, index: number): string[] {
  const block = { type: 'content_block_start', index, content_block: { type: 'text', text: '' } };
  const deltas = piecesOf(text).map((piece) =>
    event({ type: 'content_block_delta', index, delta: { type: 'text_delta', text: piece } }),
  );
  return text === '' ? [] : [event(block), ...deltas, event({ type: 'content_block_stop', index })];
}

function callEvents(turn: ServerTurn, number: number): string[] {
  const first = (turn.thoughts ?? []).length + ((turn.text ?? '') === '' ? 0 : 1);
  return (turn.calls ?? []).flatMap((call, position) => {
    const index = first + position;
    const id = callIdOf(turn, position, `toolu_${number}_${position + 1}`);
    const block = { type: 'tool_use', id, name: call.tool, input: {} };
    const deltas = inPieces(callInput(call)).map((piece) =>
      event({ type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json: piece } }),
    );
    return [
      event({ type: 'content_block_start', index, content_block: block }),
      ...deltas,
      event({ type: 'content_block_stop', index }),
    ];
  });
}

function start(turn: ServerTurn, model: string, number: number): string {
  const usage = {
    input_tokens: turn.usage?.input ?? 0,
    cache_creation_input_tokens: turn.usage?.cacheWrite ?? 0,
    cache_read_input_tokens: turn.usage?.cacheRead ?? 0,
    output_tokens: 1,
  };
  const message = { id: `msg_${number}`, type: 'message', role: 'assistant', model, content: [], stop_reason: null };
  return event({ type: 'message_start', message: { ...message, stop_sequence: null, usage } });
}

/** A call without its result in the next message is refused, as the provider does. */
function missingResult({ messages }: z.infer<typeof Body>): string | null {
  for (const [index, { content }] of messages.entries()) {
    const answered = new Set(messages[index + 1]?.content.map((block) => block.tool_use_id));
    const open = content.find((block) => block.type === 'tool_use' && !answered.has(block.id));
    if (open !== undefined) {
      return `messages.${index}: tool_use ${String(open.id)} has no tool_result in the next message`;
    }
  }
  return null;
}

/** Anthropic's Messages, streamed. */
export const anthropicWire: Wire = {
  answer(turn, body, number) {
    const { model } = Body.parse(body);
    const delta = { stop_reason: stops[stopOf(turn)], stop_sequence: null };
    const thoughts = turn.thoughts ?? [];
    return {
      text: [
        start(turn, model, number),
        event({ type: 'ping' }),
        ...thoughts.flatMap(thoughtEvents),
        ...textEvents(turn.text ?? '', thoughts.length),
      ],
      calls: callEvents(turn, number),
      end: [
        event({ type: 'message_delta', delta, usage: { output_tokens: turn.usage?.output ?? 0 } }),
        event({ type: 'message_stop' }),
      ],
    };
  },
  overload: event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
  errorBody: (status, { message, type }) => ({
    type: 'error',
    error: { type: type ?? errorTypes[status] ?? 'api_error', message: message ?? `scripted ${status}` },
  }),
  apiKey: (headers) => headers['x-api-key'],
  complaint(body) {
    const parsed = Body.safeParse(body);
    return parsed.success ? missingResult(parsed.data) : z.prettifyError(parsed.error);
  },
  firstUserText(body) {
    const parsed = Body.safeParse(body);
    const first = parsed.data?.messages[0]?.content ?? [];
    return first.map(({ text }) => text ?? '').join('\n');
  },
};
