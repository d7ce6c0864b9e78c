import type * as z from 'zod';
import { ForgeError } from '../../core/forges/forgeError';
import type { Access } from './githubClient';
import { guardedFetch } from './guardedFetch';
import { refusalError } from './refusals';

const remembered = 300;
const messageLimit = 400;

/** Asks GitLab: each answer is parsed, each refusal a `ForgeError`, each request made once. */
export class GitLabClient {
  /** Answers by path, with the tag that asks whether they have changed. */
  private readonly known = new Map<string, { etag: string; data: unknown }>();
  private readonly fetch: typeof fetch;

  constructor(private readonly access: Access) {
    this.fetch = guardedFetch(access);
  }

  async get<T extends z.ZodType>(schema: T, path: string, signal: AbortSignal): Promise<z.infer<T>> {
    const before = this.known.get(path);
    const tag: Record<string, string> = before === undefined ? {} : { 'if-none-match': before.etag };
    const response = await this.ask(path, { signal }, tag);
    if (response.status === 304 && before !== undefined) {
      return this.parsed(schema, before.data);
    }
    const data = await this.read(response);
    const etag = response.headers.get('etag');
    if (etag !== null) {
      this.remember(path, { etag, data });
    }
    return this.parsed(schema, data);
  }

  async post<T extends z.ZodType>(schema: T, path: string, body: object, signal: AbortSignal): Promise<z.infer<T>> {
    const sent = { method: 'POST', signal, body: JSON.stringify(body) };
    const response = await this.ask(path, sent, { 'content-type': 'application/json' });
    return this.parsed(schema, await this.read(response));
  }

  private ask(path: string, init: RequestInit, more: Record<string, string>): Promise<Response> {
    const { api, token } = this.access;
    const headers = { accept: 'application/json', 'private-token': token, ...more };
    return this.fetch(`${api}${path}`, { ...init, headers });
  }

  private async read(response: Response): Promise<unknown> {
    const text = await response.text();
    if (!response.ok) {
      const headers = Object.fromEntries(response.headers);
      throw refusalError({ host: this.access.host, status: response.status, headers, message: messageOf(text) });
    }
    try {
      return JSON.parse(text);
    } catch (error) {
      throw this.notUnderstood(error);
    }
  }

  private remember(path: string, answer: { etag: string; data: unknown }): void {
    this.known.delete(path);
    this.known.set(path, answer);
    const oldest = this.known.size > remembered ? this.known.keys().next().value : undefined;
    if (oldest !== undefined) {
      this.known.delete(oldest);
    }
  }

  private parsed<T extends z.ZodType>(schema: T, data: unknown): z.infer<T> {
    const { data: parsed, error } = schema.safeParse(data);
    if (error !== undefined) {
      throw this.notUnderstood(error);
    }
    return parsed;
  }

  private notUnderstood(cause: unknown): ForgeError {
    return new ForgeError('server', `${this.access.host} answered something that is not understood.`, { cause });
  }
}

/** GitLab says `message` or `error`, as a text, a list, or lists by field. */
function messageOf(text: string): string {
  return said(text).replace(/\s+/g, ' ').slice(0, messageLimit);
}

function said(text: string): string {
  try {
    const { message, error } = JSON.parse(text) as Record<string, unknown>;
    const found = message ?? error;
    return typeof found === 'string' ? found : JSON.stringify(found ?? '');
  } catch {
    return text;
  }
}
