import * as z from 'zod';
import { ModelError } from '../../core/errors';
import { baseUrlOf } from '../../core/models/modelCatalog';
import type { ModelRef } from '../../protocol';
import { toModelError } from './modelErrors';

const maxBytes = 2_000_000;
const patienceMs = 10_000;

const Id = z.string().min(1).max(200);
const List = z.looseObject({ data: z.array(z.looseObject({ id: Id })) });

/** Google's list names `models/<id>`, and what each can be asked for. */
const GoogleList = z.looseObject({
  models: z.array(z.looseObject({ name: Id, supportedGenerationMethods: z.array(z.string()).optional() })),
});

const Lists = z.union([
  List.transform(({ data }) => data.map(({ id }) => id)),
  GoogleList.transform(({ models }) =>
    models
      .filter(({ supportedGenerationMethods: methods }) => methods?.includes('generateContent') !== false)
      .map(({ name }) => name.replace(/^models\//, '')),
  ),
]);

/**
 * The models an address lists, as `ModelDirectory` wants it: one GET. An address that answers with something else has
 * none. Throws `ModelError`, and the signal's reason when it is aborted.
 */
export async function listModels(
  address: Pick<ModelRef, 'provider' | 'baseUrl'>,
  apiKey: string | undefined,
  signal: AbortSignal,
): Promise<string[]> {
  const model: ModelRef = { ...address, name: 'any' };
  const baseUrl = baseUrlOf(model);
  if (baseUrl === null || address.provider === 'bedrock') {
    return [];
  }
  try {
    const response = await fetch(`${baseUrl}/models${address.provider === 'google' ? '?pageSize=1000' : ''}`, {
      headers: { accept: 'application/json', ...keyHeaders(address.provider, apiKey) },
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    });
    return response.ok ? idsIn(await beginningOf(response)) : refusal(response.status);
  } catch (error) {
    signal.throwIfAborted();
    throw toModelError(error, { model, apiKey, now: () => new Date(), hasBegun: false });
  }
}

function keyHeaders(provider: ModelRef['provider'], apiKey: string | undefined): Record<string, string> {
  if (apiKey === undefined) {
    return {};
  }
  if (provider === 'google' || provider === 'azure') {
    return { [provider === 'google' ? 'x-goog-api-key' : 'api-key']: apiKey };
  }
  return provider === 'anthropic'
    ? { 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' }
    : { authorization: `Bearer ${apiKey}` };
}

/** Many servers list nothing: then the name is typed. Only what concerns the key or the server is an error. */
function refusal(status: number): string[] {
  if (status === 401 || status === 403 || status === 429 || status >= 500) {
    throw Object.assign(new Error(`status ${status}`), { statusCode: status });
  }
  return [];
}

async function beginningOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk as Uint8Array);
    length += (chunk as Uint8Array).length;
    if (length > maxBytes) {
      throw new ModelError('server', 'The list of models is too long to be one.');
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}

function idsIn(text: string): string[] {
  const json = z
    .string()
    .transform((value, context) => {
      try {
        return JSON.parse(value) as unknown;
      } catch (error) {
        context.addIssue({ code: 'custom', message: String(error) });
        return z.NEVER;
      }
    })
    .pipe(Lists)
    .safeParse(text);
  return json.data ?? [];
}
