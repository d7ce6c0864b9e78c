import type { Octokit } from '@octokit/core';
import type * as z from 'zod';
import { ForgeError } from '../../core/forges/forgeError';
import { guardedFetch } from './guardedFetch';
import { refusalError } from './refusals';
import { TaggedAnswers } from './taggedAnswers';
import { notUnderstood, understood } from './understood';

/** Where a forge is, and the sign-in for it. */
export interface Access {
  host: string;
  api: string;
  token: string;
  /** Of one request; 30 seconds unless given. */
  timeoutMs?: number;
}

export type Parameters = Readonly<Record<string, string | number | boolean>>;

interface Answer {
  headers: Record<string, string | number | undefined>;
  data: unknown;
}

const perPage = 100;
const mostPages = 5;
const messageLimit = 400;

/** Asks GitHub: each answer is parsed, each refusal a `ForgeError`, each request made once. */
export class GitHubClient {
  private readonly known = new TaggedAnswers();

  private constructor(
    private readonly octokit: Octokit,
    private readonly host: string,
  ) {}

  static async open(access: Access): Promise<GitHubClient> {
    const { Octokit: Client } = await import('@octokit/core');
    const quiet = (): void => undefined;
    const octokit = new Client({
      auth: access.token,
      baseUrl: access.api,
      userAgent: 'background-agents',
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      request: { fetch: guardedFetch(access) },
    });
    return new GitHubClient(octokit, access.host);
  }

  /** What was read before is asked for with its tag, which costs nothing of the rate limit while it is the same. */
  async ask<T extends z.ZodType>(
    schema: T,
    route: string,
    parameters: Parameters,
    signal: AbortSignal,
  ): Promise<z.infer<T>> {
    const isRead = route.startsWith('GET ');
    const key = `${route} ${JSON.stringify(parameters)}`;
    const before = isRead ? this.known.get(key) : undefined;
    const headers = before === undefined ? {} : { 'if-none-match': before.etag };
    try {
      const answer: Answer = await this.octokit.request(route, { ...parameters, headers, request: { signal } });
      const etag = answer.headers['etag'];
      if (isRead && typeof etag === 'string') {
        this.known.keep(key, { etag, data: answer.data });
      }
      return understood(this.host, schema, answer.data);
    } catch (error) {
      if (before !== undefined && (error as { status?: number }).status === 304) {
        return understood(this.host, schema, before.data);
      }
      signal.throwIfAborted();
      throw this.failure(error);
    }
  }

  /** All entries of a list, as far as a few pages hold them. `entries` takes them out of a page. */
  async list<T extends z.ZodType, E>(
    { schema, entries }: { schema: T; entries: (page: z.infer<T>) => readonly E[] },
    route: string,
    parameters: Parameters,
    signal: AbortSignal,
  ): Promise<E[]> {
    const all: E[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const found = entries(await this.ask(schema, route, { ...parameters, per_page: perPage, page }, signal));
      all.push(...found);
      if (found.length < perPage) {
        break;
      }
    }
    return all;
  }

  async query<T extends z.ZodType>(
    schema: T,
    query: string,
    variables: Parameters,
    signal: AbortSignal,
  ): Promise<z.infer<T>> {
    try {
      return understood(this.host, schema, await this.octokit.graphql(query, { ...variables, request: { signal } }));
    } catch (error) {
      signal.throwIfAborted();
      throw this.failure(error);
    }
  }

  private failure(error: unknown): ForgeError {
    const inner = error instanceof Error && error.cause instanceof ForgeError ? error.cause : error;
    if (inner instanceof ForgeError) {
      return inner;
    }
    const { status, response } = inner as { status?: number; response?: Answer };
    if (status === undefined || response === undefined) {
      return notUnderstood(this.host, inner);
    }
    return refusalError({ host: this.host, status, headers: response.headers, message: messageOf(response.data) });
  }
}

/** What GitHub says of a refusal, with the reasons that stand beside it. */
function messageOf(data: unknown): string {
  const { message, errors } = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  const reasons = Array.isArray(errors) ? errors.map((each: unknown) => reasonOf(each)).filter(Boolean) : [];
  const said = [typeof message === 'string' ? message : '', ...reasons].filter(Boolean).join(': ');
  return said.replace(/\s+/g, ' ').slice(0, messageLimit);
}

function reasonOf(error: unknown): string {
  if (typeof error === 'string') {
    return error;
  }
  const { message, field, code } = (error ?? {}) as Record<string, unknown>;
  return typeof message === 'string' ? message : [field, code].filter((part) => typeof part === 'string').join(' ');
}
