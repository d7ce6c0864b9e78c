import * as z from 'zod';
import { callInput, piecesOf, stopOf } from '../../src/adapters/models/scriptPlayer';
import { callIdOf, inPieces } from './modelScript';
import type { ServerTurn, Thought, Wire } from './modelScript';
import { openaiWire } from './openaiWire';

const Item = z.looseObject({
  type: z.string().optional(),
  role: z.enum(['system', 'developer', 'user', 'assistant']).optional(),
  call_id: z.string().optional(),
  content: z.union([z.string(), z.array(z.looseObject({ text: z.string().optional() }))]).optional(),
});

const Body = z.looseObject({
  model: z.string(),
  stream: z.literal(true),
  store: z.literal(false),
  input: z.array(Item).min(1),
});

type Event = { type: string } & Record<string, unknown>;

function thoughtEvents(thought: Thought, id: string, index: number): Event[] {
  const at = { output_index: index };
  const part = { item_id: id, ...at, summary_index: 0 };
  const item = { id, type: 'reasoning', summary: [] as unknown[] };
  const added: Event = { type: 'response.output_item.added', ...at, item: { ...item, encrypted_content: '' } };
  if ('redacted' in thought) {
    return [
      added,
      { type: 'response.output_item.done', ...at, item: { ...item, encrypted_content: thought.redacted } },
    ];
  }
  const summary = { type: 'summary_text', text: thought.text };
  return [
    added,
    { type: 'response.reasoning_summary_part.added', ...part, part: { ...summary, text: '' } },
    ...piecesOf(thought.text).map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...part, delta })),
    { type: 'response.reasoning_summary_text.done', ...part, text: thought.text },
    { type: 'response.reasoning_summary_part.done', ...part, part: summary },
    {
      type: 'response.output_item.done',
      ...at,
      item: { ...item, encrypted_content: thought.seal, summary: [summary] },
    },
  ];
}

function textEvents(text: string, id: string, index: number): Event[] {
  const at = { output_index: index };
  const part = { item_id: id, ...at, content_index: 0 };
  const item = { id, type: 'message', role: 'assistant' };
  const whole = { type: 'output_text', text, annotations: [] };
  return [
    { type: 'response.output_item.added', ...at, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...part, part: { ...whole, text: '' } },
    ...piecesOf(text).map((delta) => ({ type: 'response.output_text.delta', ...part, delta })),
    { type: 'response.output_text.done', ...part, text },
    { type: 'response.content_part.done', ...part, part: whole },
    { type: 'response.output_item.done', ...at, item: { ...item, status: 'completed', content: [whole] } },
  ];
}

function callEvents(turn: ServerTurn, number: number, first: number): Event[] {
  return (turn.calls ?? []).flatMap((call, position) => {
    const at = { output_index: first + position };
    const id = `fc_${number}_${position + 1}`;
    const args = callInput(call);
    const item = {
      id,
      type: 'function_call',
      call_id: callIdOf(turn, position, `call_${number}_${position + 1}`),
      name: call.tool,
    };
    return [
      { type: 'response.output_item.added', ...at, item: { ...item, status: 'in_progress', arguments: '' } },
      ...inPieces(args).map((delta) => ({ type: 'response.function_call_arguments.delta', item_id: id, ...at, delta })),
      { type: 'response.function_call_arguments.done', item_id: id, ...at, arguments: args },
      { type: 'response.output_item.done', ...at, item: { ...item, status: 'completed', arguments: args } },
    ];
  });
}

function usageOf(turn: ServerTurn): unknown {
  const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0 } = turn.usage ?? {};
  const all = input + cacheRead + cacheWrite;
  return {
    input_tokens: all,
    input_tokens_details: { cached_tokens: cacheRead },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: all + output,
  };
}

/** Each call must have its output, and nothing of a turn may stand alone after its reasoning. */
function missing({ input }: z.infer<typeof Body>): string | null {
  const outputs = new Set(input.flatMap((item) => (item.type === 'function_call_output' ? [item.call_id] : [])));
  const open = input.find((item) => item.type === 'function_call' && !outputs.has(item.call_id));
  if (open !== undefined) {
    return `No tool output found for function call ${String(open.call_id)}.`;
  }
  const alone = input.findIndex((item, at) => {
    const next = input[at + 1];
    const follows = next?.role === 'assistant' || next?.type === 'function_call' || next?.type === 'reasoning';
    return item.type === 'reasoning' && !follows;
  });
  return alone === -1 ? null : `Item ${alone} of type 'reasoning' was provided without its required following item.`;
}

function line(event: Event, number: number): string {
  return `event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number: number })}\n\n`;
}

/** The event that ends an answer: whole, or not because of its length or a filter. */
function lastEvent(turn: ServerTurn, response: Record<string, unknown>): Event {
  const stop = stopOf(turn);
  const usage = usageOf(turn);
  if (stop === 'length' || stop === 'filter') {
    const reason = stop === 'length' ? 'max_output_tokens' : 'content_filter';
    const incomplete = { ...response, status: 'incomplete', incomplete_details: { reason }, usage };
    return { type: 'response.incomplete', response: incomplete };
  }
  return { type: 'response.completed', response: { ...response, status: 'completed', usage } };
}

/** OpenAI's Responses, streamed. */
export const responsesWire: Wire = {
  answer(turn, body, number) {
    const { model } = Body.parse(body);
    const response = { id: `resp_${number}`, object: 'response', created_at: 1_700_000_000, model, output: [] };
    const begun = { ...response, status: 'in_progress' };
    const thoughts = turn.thoughts ?? [];
    const hasText = (turn.text ?? '') !== '';
    const text = [
      { type: 'response.created', response: begun },
      { type: 'response.in_progress', response: begun },
      ...thoughts.flatMap((thought, at) => thoughtEvents(thought, `rs_${number}_${at + 1}`, at)),
      ...(hasText ? textEvents(turn.text ?? '', `msg_${number}`, thoughts.length) : []),
    ];
    const calls = callEvents(turn, number, thoughts.length + (hasText ? 1 : 0));
    const end = lastEvent(turn, response);
    const lines = [...text, ...calls, end].map(line);
    return {
      text: lines.slice(0, text.length),
      calls: lines.slice(text.length, -1),
      end: lines.slice(-1),
    };
  },
  overload: line(
    {
      type: 'response.failed',
      response: {
        id: 'resp_0',
        object: 'response',
        created_at: 1_700_000_000,
        model: 'some-model',
        status: 'failed',
        error: { code: 'server_is_overloaded', message: 'Our servers are currently overloaded.' },
        incomplete_details: null,
        output: [],
        usage: null,
      },
    },
    99,
  ),
  errorBody: (status, fault) => openaiWire.errorBody(status, fault),
  apiKey: (headers) => openaiWire.apiKey(headers),
  complaint(body) {
    const parsed = Body.safeParse(body);
    return parsed.success ? missing(parsed.data) : z.prettifyError(parsed.error);
  },
  firstUserText(body) {
    const content = Body.safeParse(body).data?.input.find(({ role }) => role === 'user')?.content ?? '';
    return typeof content === 'string' ? content : content.map(({ text }) => text ?? '').join('\n');
  },
};
