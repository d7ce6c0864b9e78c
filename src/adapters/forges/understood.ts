import type * as z from 'zod';
import { ForgeError } from '../../core/forges/forgeError';

/** An answer of the host as the schema has it. Throws `ForgeError('server')`. */
export function understood<T extends z.ZodType>(host: string, schema: T, data: unknown): z.infer<T> {
  const { data: parsed, error } = schema.safeParse(data);
  if (error !== undefined) {
    throw notUnderstood(host, error);
  }
  return parsed;
}

export function notUnderstood(host: string, cause: unknown): ForgeError {
  return new ForgeError('server', `${host} answered something that is not understood.`, { cause });
}
