import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Description, OpenApiCheck } from './openApiCheck';

const file = join(import.meta.dirname, '../fixtures/github/operations.json');
const check = new OpenApiCheck(JSON.parse(readFileSync(file, 'utf8')) as Description);

export interface FakePull {
  /** Of the repository. */
  path: string;
  number: number;
  title: string;
  body: string;
  draft: boolean;
  base: string;
  /** `owner:branch`. */
  head: string;
  sha: string;
  state: 'open' | 'closed';
  merged: boolean;
}

export interface FakeRun {
  id: number;
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | 'skipped' | null;
  said?: string;
  /** It is a job of Actions that printed this. */
  log?: string;
  annotations?: { path: string; start_line: number; message: string }[];
}

export interface FakeComment {
  id: number;
  in_reply_to_id?: number;
  path: string;
  line: number;
  body: string;
  association: string;
  author: string;
}

interface FakeRepository {
  path: string;
  canPush: boolean;
  archived?: boolean;
  /** Of which it is a fork. */
  parent?: string;
}

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** What a request is answered with instead of the usual; null answers never. */
type Failure = Answer | 'cut' | null;

interface Asked {
  method: string;
  path: string;
  body: unknown;
  status: number;
  headers: http.IncomingHttpHeaders;
}

interface Given {
  names: Record<string, string>;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

/** What GitHub holds, for a test to set. */
interface World {
  runs: FakeRun[];
  statuses: { context: string; state: string; description: string }[];
  comments: FakeComment[];
  login: string;
  token: string;
  /** The commit of a branch, as git would say it. */
  shaOf: (path: string, branch: string) => string;
  /** Decides on failures: of `METHOD /path`, and how often it was asked for before. */
  fail: (what: string, before: number) => Failure | undefined;
  /** Called when a fork is made. */
  onFork: (from: string, to: string) => void;
}

/**
 * GitHub on loopback. Each request and each answer is held to GitHub's own OpenAPI description; what breaks it is in
 * `violations`, and the request is answered 500.
 */
export class GitHubServer {
  readonly violations: string[] = [];
  readonly asked: Asked[] = [];
  readonly repositories = new Map<string, FakeRepository>();
  readonly pulls: FakePull[] = [];
  readonly resolved = new Set<number>();
  readonly world: World = {
    ...{ runs: [], statuses: [], comments: [], login: 'me', token: 'token-of-me' },
    shaOf: () => 'a'.repeat(40),
    fail: () => undefined,
    onFork: () => undefined,
  };
  private readonly server = http.createServer((request, response) => void this.serve(request, response));

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get api(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  add(repository: FakeRepository): void {
    this.repositories.set(repository.path, repository);
  }

  count(what: string): number {
    return this.asked.filter(({ method, path }) => `${method} ${path}` === what).length;
  }

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { method = 'GET', headers } = request;
    const url = new URL(request.url ?? '/', this.api);
    const sent = await text(request);
    const body: unknown = sent === '' ? undefined : JSON.parse(sent);
    const what = `${method} ${url.pathname}`;
    const failure = this.world.fail(what, this.count(what));
    const entry = { method, path: url.pathname, body, status: 0, headers };
    this.asked.push(entry);
    if (failure === null || failure === 'cut') {
      this.leave(failure, request, () => this.answer(method, url, body));
      return;
    }
    const log = this.logAt(url.pathname);
    if (log !== null) {
      entry.status = 200;
      response.end(log);
      return;
    }
    const answer = failure ?? this.checked(headers, () => this.answer(method, url, body));
    entry.status = answer.status;
    const content = JSON.stringify(answer.body);
    const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 20)}"`;
    if (method === 'GET' && answer.status === 200 && headers['if-none-match'] === etag) {
      entry.status = 304;
      response.writeHead(304, { etag }).end();
      return;
    }
    const shown = answer.status === 200 ? { etag } : {};
    response.writeHead(answer.status, {
      'content-type': 'application/json; charset=utf-8',
      ...shown,
      ...answer.headers,
    });
    response.end(content);
  }

  /** `cut`: carried out, but nobody hears of it. */
  private leave(how: 'cut' | null, { socket }: http.IncomingMessage, carryOut: () => void): void {
    if (how === 'cut') {
      carryOut();
      socket.destroy();
    }
  }

  private logAt(path: string): string | null {
    return this.world.runs.find(({ id }) => path === `/_logs/${id}`)?.log ?? null;
  }

  private checked(headers: http.IncomingHttpHeaders, answer: () => Answer): Answer {
    const expected = [`token ${this.world.token}`, `bearer ${this.world.token}`];
    return expected.includes(headers.authorization ?? '')
      ? answer()
      : { status: 401, body: { message: 'Bad credentials', documentation_url: '', status: '401' } };
  }

  private answer(method: string, url: URL, body: unknown): Answer {
    if (method === 'POST' && url.pathname === '/graphql') {
      return this.queried(body as { query: string; variables: { thread?: string } });
    }
    const found = check.find(method, url.pathname);
    if (found === null) {
      return this.broken([`${method} ${url.pathname} is not described`]);
    }
    const { operation, names } = found;
    const wrong = check.request(operation, url.searchParams, body);
    if (wrong.length > 0) {
      return this.broken(wrong.map((each) => `${operation}: ${each}`));
    }
    const handler = handlers[operation];
    const given = { names, query: url.searchParams, body: (body ?? {}) as Record<string, unknown> };
    const { status, body: said, headers } = handler?.(this, given) ?? { status: 404, body: { message: 'Not Found' } };
    const whole = check.sample(operation, status, said);
    const violations = check.answer(operation, status, whole);
    return violations.length > 0
      ? this.broken(violations.map((each) => `${operation}: ${each}`))
      : { status, body: whole, ...(headers === undefined ? {} : { headers }) };
  }

  private broken(violations: string[]): Answer {
    this.violations.push(...violations);
    return { status: 500, body: { message: violations.join('; ') } };
  }

  private queried({ query, variables: { thread = '' } }: { query: string; variables: { thread?: string } }): Answer {
    if (!query.includes('resolveReviewThread')) {
      return this.threads();
    }
    this.resolved.add(Number(thread.slice(1)));
    return { status: 200, body: { data: { resolveReviewThread: { thread: { isResolved: true } } } } };
  }

  /** Where logs lie is another origin, which is asked without a token. */
  logAddress(job: string): string {
    return `${this.api.replace('127.0.0.1', 'localhost')}/_logs/${job}`;
  }

  /** The other interface, as far as it is used: which conversations are resolved. */
  private threads(): Answer {
    const first = this.world.comments.filter(({ in_reply_to_id: root }) => root === undefined);
    const nodes = first.map(({ id }) => ({
      id: `T${id}`,
      isResolved: this.resolved.has(id),
      comments: { nodes: [{ databaseId: id }] },
    }));
    return { status: 200, body: { data: { repository: { pullRequest: { reviewThreads: { nodes } } } } } };
  }
}

const notFound: Answer = { status: 404, body: { message: 'Not Found' } };

const pathOf = ({ names }: Given): string => `${names['owner'] ?? ''}/${names['repo'] ?? ''}`;

const handlers: Record<string, (server: GitHubServer, given: Given) => Answer> = {
  'GET /user': ({ world: { login } }) => ({ status: 200, body: { login } }),
  'GET /repos/{owner}/{repo}': (server, given) => {
    const repository = server.repositories.get(pathOf(given));
    return repository === undefined ? notFound : { status: 200, body: repositoryOf(repository) };
  },
  'POST /repos/{owner}/{repo}/forks': (server, given) => {
    const path = `${server.world.login}/${given.names['repo'] ?? ''}`;
    const fork = { path, canPush: true, parent: pathOf(given) };
    if (!server.repositories.has(path)) {
      server.add(fork);
      server.world.onFork(pathOf(given), path);
    }
    return { status: 202, body: repositoryOf(fork) };
  },
  'GET /repos/{owner}/{repo}/pulls': ({ pulls }, given) => {
    const [state, head] = [given.query.get('state'), given.query.get('head')];
    const found = pulls.filter((pull) => pull.path === pathOf(given) && pull.state === state && pull.head === head);
    return { status: 200, body: found.map(pullOf) };
  },
  'POST /repos/{owner}/{repo}/pulls': (server, given) => {
    const { title, body, base, head, draft } = given.body as Record<string, string> & { draft: boolean };
    const whole = head?.includes(':') === true ? head : `${given.names['owner'] ?? ''}:${head ?? ''}`;
    const path = pathOf(given);
    if (server.pulls.some((pull) => pull.path === path && pull.state === 'open' && pull.head === whole)) {
      const message = `A pull request already exists for ${whole}.`;
      return { status: 422, body: { message: 'Validation Failed', documentation_url: '', errors: [{ message }] } };
    }
    const [owner = '', branch = ''] = whole.split(':');
    const sha = server.world.shaOf(`${owner}/${given.names['repo'] ?? ''}`, branch);
    const number = 12 + server.pulls.length;
    const pull: FakePull = {
      ...{ path, number, title: title ?? '', body: body ?? '', base: base ?? '', draft, head: whole, sha },
      ...{ state: 'open', merged: false },
    };
    server.pulls.push(pull);
    return { status: 201, body: pullOf(pull) };
  },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': ({ pulls }, { names }) => {
    const pull = pulls.find(({ number }) => number === Number(names['pull_number']));
    return pull === undefined ? notFound : { status: 200, body: pullOf(pull) };
  },
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': ({ pulls }, { names, body }) => {
    const pull = pulls.find(({ number }) => number === Number(names['pull_number']));
    Object.assign(pull ?? {}, body);
    return pull === undefined ? notFound : { status: 200, body: pullOf(pull) };
  },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments': ({ world: { comments } }) => ({
    status: 200,
    body: comments.map(({ association, author, ...comment }) => ({
      ...comment,
      author_association: association,
      user: { login: author },
    })),
  }),
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': ({ world: { runs } }, { query }) => ({
    status: 200,
    body: {
      total_count: runs.length,
      check_runs: pageOf(runs, query).map(({ said = null, annotations = [], log, ...run }) => ({
        ...run,
        ...(log === undefined ? {} : { app: { slug: 'github-actions' } }),
        output: { title: said, summary: null, text: null, annotations_count: annotations.length },
      })),
    },
  }),
  'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs': (server, { names: { job_id: job = '' } }) =>
    server.world.runs.some(({ id, log }) => log !== undefined && id === Number(job))
      ? { status: 302, body: null, headers: { location: server.logAddress(job) } }
      : notFound,
  'GET /repos/{owner}/{repo}/commits/{ref}/status': ({ world: { statuses } }) => ({
    status: 200,
    body: { state: 'pending', total_count: statuses.length, statuses },
  }),
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations': ({ world: { runs } }, { names }) => ({
    status: 200,
    body: (runs.find(({ id }) => id === Number(names['check_run_id']))?.annotations ?? []).map((annotation) => ({
      ...annotation,
      annotation_level: 'failure',
    })),
  }),
};

function repositoryOf({ path, canPush, archived = false, parent }: FakeRepository): object {
  const [owner = '', name = ''] = path.split('/');
  return {
    ...{ name, full_name: path, owner: { login: owner }, default_branch: 'main', archived },
    ...{ fork: parent !== undefined, permissions: { admin: false, push: canPush, pull: true } },
    ...(parent === undefined ? {} : { parent: { full_name: parent } }),
  };
}

function pullOf({ path, number, title, body, draft, base, head, sha, state, merged }: FakePull): object {
  const [, branch = ''] = head.split(':');
  return {
    ...{ number, title, body, draft, state, merged, html_url: `https://github.com/${path}/pull/${number}` },
    ...{ head: { ref: branch, sha, label: head }, base: { ref: base } },
  };
}

function pageOf<T>(all: readonly T[], query: URLSearchParams): T[] {
  const [size, page] = [Number(query.get('per_page') ?? 30), Number(query.get('page') ?? 1)];
  return all.slice((page - 1) * size, page * size);
}
