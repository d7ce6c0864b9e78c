import * as z from 'zod';
import { callInput, piecesOf, stopOf } from '../../src/adapters/models/scriptPlayer';
import type { ServerTurn, Wire } from './modelScript';

const Part = z.looseObject({
  text: z.string().optional(),
  functionCall: z.looseObject({ name: z.string() }).optional(),
  functionResponse: z.looseObject({ name: z.string() }).optional(),
});

const Body = z.looseObject({
  contents: z.array(z.looseObject({ role: z.enum(['user', 'model']), parts: z.array(Part).min(1) })).min(1),
});

const stops = { end: 'STOP', tools: 'STOP', length: 'MAX_TOKENS', filter: 'SAFETY' } as const;
const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

/** This provider ends its lines with CR LF. */
function data(value: unknown): string {
  return `data: ${JSON.stringify(value)}\r\n\r\n`;
}

function usageOf(turn: ServerTurn): unknown {
  const { input = 0, output = 0, cacheRead = 0, cacheWrite = 0 } = turn.usage ?? {};
  const prompt = input + cacheRead + cacheWrite;
  const cached = cacheRead === 0 ? {} : { cachedContentTokenCount: cacheRead };
  return { promptTokenCount: prompt, candidatesTokenCount: output, totalTokenCount: prompt + output, ...cached };
}

/** A call without arguments has none; where the model thought, the first call carries the seal of it. */
function callParts(turn: ServerTurn): unknown[] {
  const seal = sealOf(turn);
  return (turn.calls ?? []).map((call, position) => {
    const text = callInput(call);
    const id = turn.callIds?.[position];
    const args = text === '' ? {} : { args: JSON.parse(text) as unknown };
    const signature = position === 0 && seal !== undefined ? { thoughtSignature: seal } : {};
    return { functionCall: { ...(id === undefined ? {} : { id }), name: call.tool, ...args }, ...signature };
  });
}

function sealOf({ thoughts = [] }: ServerTurn): string | undefined {
  const last = thoughts.at(-1);
  return last === undefined ? undefined : 'redacted' in last ? last.redacted : last.seal;
}

function textParts(turn: ServerTurn): unknown[] {
  const thoughts = (turn.thoughts ?? []).flatMap((thought) =>
    'redacted' in thought ? [] : piecesOf(thought.text).map((text) => ({ text, thought: true })),
  );
  return [...thoughts, ...piecesOf(turn.text ?? '').map((text) => ({ text }))];
}

/** A turn with calls is answered by a turn with as many results. */
function missingResult({ contents }: z.infer<typeof Body>): string | null {
  const at = contents.findIndex(({ parts }, index) => {
    const calls = parts.filter(({ functionCall }) => functionCall !== undefined).length;
    const answers = contents[index + 1]?.parts.filter(({ functionResponse }) => functionResponse !== undefined) ?? [];
    return calls !== answers.length;
  });
  return at === -1
    ? null
    : 'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.';
}

/** Google's streamGenerateContent, as server-sent events. */
export const geminiWire: Wire = {
  answer(turn, _, number) {
    const head = { modelVersion: 'some-model', responseId: `response-${number}` };
    const chunk = (parts: unknown[], more = {}) =>
      data({ candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }], ...head });
    const last = {
      candidates: [{ content: { parts: [{ text: '' }], role: 'model' }, finishReason: stops[stopOf(turn)], index: 0 }],
      usageMetadata: usageOf(turn),
      ...head,
    };
    return {
      text: textParts(turn).map((part) => chunk([part])),
      calls: callParts(turn).map((part) => chunk([part])),
      end: [data(last)],
    };
  },
  overload: data({ error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }),
  errorBody: (status, { message, type }) => ({
    error: { code: status, message: message ?? `scripted ${status}`, status: type ?? statuses[status] ?? 'UNKNOWN' },
  }),
  apiKey: (headers) => headers['x-goog-api-key'],
  complaint(body) {
    const parsed = Body.safeParse(body);
    return parsed.success ? missingResult(parsed.data) : z.prettifyError(parsed.error);
  },
  firstUserText(body) {
    const first = Body.safeParse(body).data?.contents[0]?.parts ?? [];
    return first.map(({ text }) => text ?? '').join('\n');
  },
};
