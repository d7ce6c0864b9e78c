import { APICallError } from '@ai-sdk/provider';
import * as z from 'zod';

/** As Google says it, in the details of an error: `{"@type": "….RetryInfo", "retryDelay": "34.5s"}`. */
const Detailed = z.looseObject({
  error: z.looseObject({ details: z.array(z.looseObject({ retryDelay: z.string().optional() })) }),
});

/** Milliseconds from now that a provider asks to wait: in a header, as seconds or as a date, or in the error itself. */
export function retryAfterMs(error: unknown, now: Date): number | undefined {
  if (!APICallError.isInstance(error)) {
    return undefined;
  }
  const { responseHeaders = {}, data } = error;
  const exact = numberIn(responseHeaders['retry-after-ms']);
  return rounded(exact ?? headerMs(responseHeaders['retry-after'], now) ?? delayIn(data));
}

function headerMs(header: string | undefined, now: Date): number | undefined {
  const value = header?.trim();
  if (value === undefined || value === '') {
    return undefined;
  }
  const seconds = numberIn(value);
  return seconds === undefined ? Date.parse(value) - now.getTime() : seconds * 1000;
}

function delayIn(data: unknown): number | undefined {
  const details = Detailed.safeParse(data).data?.error.details ?? [];
  const delay = details.find(({ retryDelay }) => retryDelay !== undefined)?.retryDelay;
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(delay ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

function numberIn(text: string | undefined): number | undefined {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function rounded(ms: number | undefined): number | undefined {
  return ms === undefined || Number.isNaN(ms) ? undefined : Math.max(0, Math.round(ms));
}
