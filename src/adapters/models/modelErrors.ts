import { APICallError, InvalidResponseDataError } from '@ai-sdk/provider';
import * as z from 'zod';
import { ModelError } from '../../core/errors';
import { providerLabel } from '../../core/models/modelCatalog';
import type { ModelRef } from '../../protocol';
import { retryAfterMs } from './retryAfter';

/** What an error is described with. */
export interface ErrorContext {
  model: ModelRef;
  apiKey: string | undefined;
  /** For `Retry-After` as a date. */
  now: () => Date;
  /** Whether a part of the answer had come. */
  hasBegun: boolean;
}

type Reason = ModelError['reason'];
type Sentence = (label: string, context: ErrorContext) => { message: string; hint?: string };

const connect = 'Check it with Connect a Model.';
const noCredit = 'Add credit to the account at the provider, or go on with another model.';

const sentences: Record<
  Exclude<Reason, 'bad-request' | 'context-length' | 'no-key' | 'no-tools' | 'no-window' | 'refused' | 'small-context'>,
  Sentence
> = {
  auth: (label) => ({
    message: `${label} refused the key.`,
    hint: 'Check it with Connect a Model; the command line takes it from the environment.',
  }),
  'not-found': (label, { model }) => ({
    message: `${label} knows no model named ${model.name}, or nothing at this address.`,
    hint: 'Check the name and the address with Connect a Model.',
  }),
  'rate-limit': (label) => ({
    message: `${label} takes no more requests for now: the rate limit of this key is reached.`,
    hint: 'Wait, run fewer tasks at once, or use another model.',
  }),
  overloaded: (label) => ({ message: `${label} is overloaded.`, hint: 'Try again in a while, or use another model.' }),
  server: (label) => ({ message: `${label} failed to answer.`, hint: 'Try again in a while, or use another model.' }),
  network: (label) => ({ message: `${label} could not be reached.`, hint: 'Check the network connection.' }),
  cut: (label) => ({
    message: `The answer of ${label} was cut off before its end.`,
    hint: 'Check the network connection, or try again.',
  }),
  idle: (label) => ({
    message: `${label} went silent in the middle of a request.`,
    hint: 'Try again, or use another model.',
  }),
};

interface ErrorOptions {
  cause?: unknown;
  retryAfterMs?: number | undefined;
}

/** A sentence for a person for each way a request fails. The key is never in it, nor in its cause. */
export function modelError(
  reason: keyof typeof sentences,
  context: ErrorContext,
  { cause, retryAfterMs }: ErrorOptions = {},
): ModelError {
  const { message, hint } = sentences[reason](providerLabel(context.model), context);
  return new ModelError(reason, message, {
    cause: brief(cause, context),
    retryAfterMs,
    mayBeBilled: context.hasBegun || !isRefusal(cause),
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The provider answered with an error and no more. */
function isRefusal(cause: unknown): boolean {
  return statusOf(cause) !== undefined;
}

/** Turns whatever the provider's library throws, or puts into the stream, into a `ModelError`. */
export function toModelError(error: unknown, context: ErrorContext): ModelError {
  if (error instanceof ModelError) {
    return error;
  }
  const status = statusOf(error);
  if (status !== undefined) {
    return ofStatus(status, error, context);
  }
  if (InvalidResponseDataError.isInstance(error) && error.data === undefined) {
    return modelError('cut', context, { cause: error });
  }
  const code = networkCode(error);
  if (code !== undefined) {
    return ofNetwork(code, error, context);
  }
  return ofReason(reasonOfType(error), error, context);
}

/** The providers' errors inside a stream are objects with these, in one place or another. */
const StreamError = z.looseObject({
  type: z.string().nullish(),
  code: z.union([z.string(), z.number()]).nullish(),
  statusCode: z.number().nullish(),
  message: z.string().nullish(),
});

/** The HTTP status of a failure. A success that could not be read to its end has none. */
function statusOf(error: unknown): number | undefined {
  const { data } = StreamError.safeParse(error);
  const status = data?.statusCode ?? (typeof data?.code === 'number' ? data.code : undefined);
  return status !== undefined && status >= 300 && status < 600 ? status : undefined;
}

function wordsOf(error: unknown): string {
  const { data } = StreamError.safeParse(error);
  return [data?.type, data?.code].join(' ');
}

const reasonsOfWords = [
  ['insufficient_quota', 'no-credit'],
  ['overloaded', 'overloaded'],
  ['slow_down', 'overloaded'],
  ['rate_limit', 'rate-limit'],
  ['authentication', 'auth'],
  ['invalid_request', 'bad-request'],
  ['context_length', 'bad-request'],
] as const;

function reasonOfType(error: unknown): (typeof reasonsOfWords)[number][1] | 'server' {
  const words = wordsOf(error);
  return reasonsOfWords.find(([word]) => words.includes(word))?.[1] ?? 'server';
}

function ofStatus(status: number, error: unknown, context: ErrorContext): ModelError {
  const label = providerLabel(context.model);
  if (status < 400) {
    return new ModelError('bad-request', `${label} sends requests on to another address, which is not followed.`, {
      hint: 'Connect the model with the address that answers itself: a key is sent only where it was given for.',
    });
  }
  if (status === 403) {
    const message = `${label} does not allow this key to use ${context.model.name}${saying(error, context)}`;
    return new ModelError('auth', message, {
      hint: 'Check what the key may do at the provider, or connect another model.',
    });
  }
  return ofReason(reasonOfStatus(status, error), error, context);
}

function ofReason(
  reason: keyof typeof sentences | 'bad-request' | 'no-credit',
  error: unknown,
  context: ErrorContext,
): ModelError {
  if (reason !== 'bad-request' && reason !== 'no-credit') {
    return modelError(reason, context, { cause: error, retryAfterMs: retryAfterMs(error, context.now()) });
  }
  if (reason === 'bad-request' && isTooLong(error)) {
    const message = `The request is longer than ${context.model.name} can take${saying(error, context)}`;
    return new ModelError('context-length', message, {
      hint: 'Use a model with a larger window, or set the size of its window so that the conversation is summed up in time.',
    });
  }
  const message = `${providerLabel(context.model)} refused the request${saying(error, context)}`;
  const hint = reason === 'no-credit' ? noCredit : connect;
  return new ModelError('bad-request', message, { hint, mayBeBilled: context.hasBegun });
}

const tooLong =
  /context[_ ]length|context[_ ](window|size)|maximum context|prompt is too long|input token count|input is too long|too many (input )?tokens|request_too_large/i;

/** Providers say so in words or in a code, with status 400 or 413. */
function isTooLong(error: unknown): boolean {
  const { data } = StreamError.safeParse(error);
  const body = APICallError.isInstance(error) ? (error.responseBody ?? '').slice(0, 10_000) : '';
  return data?.statusCode === 413 || tooLong.test([data?.type, data?.code, data?.message, body].join(' '));
}

const reasons: Readonly<Record<number, keyof typeof sentences>> = {
  401: 'auth',
  404: 'not-found',
  408: 'server',
  429: 'rate-limit',
  503: 'overloaded',
  529: 'overloaded',
};

/** An account without credit is reported as a rate limit by some, which no waiting ends; a key that is none as a bad request. */
function reasonOfStatus(status: number, error: unknown): keyof typeof sentences | 'bad-request' | 'no-credit' {
  const body = APICallError.isInstance(error) ? (error.responseBody ?? '') : '';
  if (status === 402 || (status === 429 && `${body} ${wordsOf(error)}`.includes('insufficient_quota'))) {
    return 'no-credit';
  }
  if (status === 400 && body.includes('"API_KEY_INVALID"')) {
    return 'auth';
  }
  return reasons[status] ?? (status >= 500 ? 'server' : 'bad-request');
}

/** The provider's own words as the end of a sentence, short and without the key. */
function saying(error: unknown, context: ErrorContext): string {
  const text = StreamError.safeParse(error).data?.message ?? '';
  const safe = withoutKey(text, context).replaceAll(/\s+/g, ' ').trim().slice(0, 300);
  return safe === '' ? '.' : `: ${safe.replace(/\.$/, '')}.`;
}

function withoutKey(text: string, { apiKey }: ErrorContext): string {
  return apiKey === undefined ? text : text.replaceAll(apiKey, '(the key)');
}

/** What is kept of an error for the log: no request, no answer, no headers. */
function brief(error: unknown, context: ErrorContext): Error | undefined {
  return error instanceof Error ? new Error(withoutKey(`${error.name}: ${error.message}`, context)) : undefined;
}

const missingNames = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME']);
const certificates = /^(CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

function ofNetwork(code: string, error: unknown, context: ErrorContext): ModelError {
  const label = providerLabel(context.model);
  const cause = brief(error, context);
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return modelError('idle', context, { cause: error });
  }
  if (context.hasBegun) {
    return modelError('cut', context, { cause: error });
  }
  if (code === 'ECONNREFUSED') {
    return new ModelError('network', `Nothing answers at ${label}. Is the server running?`, {
      cause,
      hint: 'Start it, or check the address with Connect a Model.',
    });
  }
  if (missingNames.has(code)) {
    return new ModelError('network', `${label} was not found in the network.`, {
      cause,
      hint: 'Check the network connection and the address.',
    });
  }
  if (certificates.test(code)) {
    return new ModelError('network', `The certificate of ${label} is not trusted (${code}).`, {
      cause,
      hint: 'For a certificate of your own, name its authority in NODE_EXTRA_CA_CERTS before the editor starts.',
    });
  }
  return modelError('network', context, { cause: error });
}

const Coded = z.looseObject({ code: z.string() });

/** The code of the system's error that a failed request was caused by; `fetch` hides it in causes and aggregates. */
function networkCode(error: unknown): string | undefined {
  for (let current = error, depth = 0; current instanceof Error && depth < 8; depth += 1) {
    const code = Coded.safeParse(current).data?.code;
    if (code !== undefined) {
      return code;
    }
    current = current instanceof AggregateError ? (current.errors[0] as unknown) : current.cause;
  }
  return error instanceof TypeError || APICallError.isInstance(error) ? 'unknown' : undefined;
}
