import type * as z from 'zod';
import type { Access } from './githubClient';
import { guardedFetch } from './guardedFetch';
import { refusalError } from './refusals';
import { TaggedAnswers } from './taggedAnswers';
import { notUnderstood, understood } from './understood';

const messageLimit = 400;

/** Asks GitLab: each answer is parsed, each refusal a `ForgeError`, each request made once. */
export class GitLabClient {
  private readonly known = new TaggedAnswers();
  private readonly fetch: typeof fetch;

  constructor(private readonly access: Access) {
    this.fetch = guardedFetch(access);
  }

  async get<T extends z.ZodType>(schema: T, path: string, signal: AbortSignal): Promise<z.infer<T>> {
    const before = this.known.get(path);
    const tag: Record<string, string> = before === undefined ? {} : { 'if-none-match': before.etag };
    const response = await this.ask(path, { signal }, tag);
    if (response.status === 304 && before !== undefined) {
      return understood(this.access.host, schema, before.data);
    }
    const data = await this.read(response);
    const etag = response.headers.get('etag');
    if (etag !== null) {
      this.known.keep(path, { etag, data });
    }
    return understood(this.access.host, schema, data);
  }

  post<T extends z.ZodType>(schema: T, path: string, body: object, signal: AbortSignal): Promise<z.infer<T>> {
    return this.send(schema, path, { method: 'POST', signal, body: JSON.stringify(body) });
  }

  put<T extends z.ZodType>(schema: T, path: string, body: object, signal: AbortSignal): Promise<z.infer<T>> {
    return this.send(schema, path, { method: 'PUT', signal, body: JSON.stringify(body) });
  }

  private async send<T extends z.ZodType>(schema: T, path: string, sent: RequestInit): Promise<z.infer<T>> {
    const response = await this.ask(path, sent, { 'content-type': 'application/json' });
    return understood(this.access.host, schema, await this.read(response));
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
      throw notUnderstood(this.access.host, error);
    }
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
