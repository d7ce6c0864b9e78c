import { ForgeError } from '../../core/forges/forgeError';
import type { Forge, ForgeRepoFacts, NewPull } from '../../core/forges/forgePorts';
import { checkState } from '../../core/forges/pullStatus';
import type { ForgeRepo, OpenedPull, PullCheck, PullStatus, PullThread } from '../../protocol';
import * as answers from './answers';
import { type Access, GitHubClient } from './githubClient';
import { readLog } from './jobLogs';

const saidLimit = 8_000;

/** The conversations of a pull request, by the number of each comment that begins one. */
const threadsQuery = `query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(first: 100) {
        nodes { id isResolved comments(first: 1) { nodes { databaseId } } }
      }
    }
  }
}`;

const resolveThread = `mutation ($thread: ID!) {
  resolveReviewThread(input: { threadId: $thread }) { thread { isResolved } }
}`;

/** The app whose check runs are jobs. */
const actions = 'github-actions';

/** GitHub and GitHub Enterprise, by their REST interface. */
export async function openGitHub(access: Access): Promise<Forge> {
  return new GitHub(await GitHubClient.open(access), access);
}

class GitHub implements Forge {
  constructor(
    private readonly client: GitHubClient,
    private readonly access: Access,
  ) {}

  async repository(repo: ForgeRepo, signal: AbortSignal): Promise<ForgeRepoFacts> {
    const { login } = await this.client.ask(answers.Login, 'GET /user', {}, signal);
    const found = await this.client.ask(answers.Repository, 'GET /repos/{owner}/{repo}', named(repo), signal);
    const { default_branch: defaultBranch, permissions, archived: isArchived } = found;
    return { defaultBranch, canPush: permissions?.push ?? false, isArchived, login };
  }

  async ownFork(repo: ForgeRepo, signal: AbortSignal): Promise<ForgeRepo | null> {
    const { login } = await this.client.ask(answers.Login, 'GET /user', {}, signal);
    const own = { ...named(repo), owner: login };
    try {
      const found = await this.client.ask(answers.Repository, 'GET /repos/{owner}/{repo}', own, signal);
      const isFork = found.fork && found.parent?.full_name.toLowerCase() === repo.path.toLowerCase();
      return isFork ? { ...repo, path: found.full_name } : null;
    } catch (error) {
      if (error instanceof ForgeError && error.reason === 'not-found') {
        return null;
      }
      throw error;
    }
  }

  async fork(repo: ForgeRepo, signal: AbortSignal): Promise<ForgeRepo> {
    const made = await this.client.ask(answers.Made, 'POST /repos/{owner}/{repo}/forks', named(repo), signal);
    return { ...repo, path: made.full_name };
  }

  async find(
    repo: ForgeRepo,
    { from, branch }: { from: ForgeRepo; branch: string },
    signal: AbortSignal,
  ): Promise<OpenedPull | null> {
    const query = { ...named(repo), state: 'open', head: `${named(from).owner}:${branch}`, per_page: 2 };
    const [found] = await this.client.ask(answers.Pulls, 'GET /repos/{owner}/{repo}/pulls', query, signal);
    return found === undefined ? null : opened(found);
  }

  async open(repo: ForgeRepo, pull: NewPull, signal: AbortSignal): Promise<OpenedPull> {
    const { base, from, branch, title, body, draft } = pull;
    const head = from.path === repo.path ? branch : `${named(from).owner}:${branch}`;
    const given = { ...named(repo), title, body, base, head, draft };
    return opened(await this.client.ask(answers.Pull, 'POST /repos/{owner}/{repo}/pulls', given, signal));
  }

  async look(repo: ForgeRepo, number: number, signal: AbortSignal): Promise<PullStatus> {
    const at = { ...named(repo), pull_number: number };
    const pull = await this.client.ask(answers.PullDetail, 'GET /repos/{owner}/{repo}/pulls/{pull_number}', at, signal);
    const ref = { ...named(repo), ref: pull.head.sha };
    const [runs, statuses, threads] = await Promise.all([
      this.runs(repo, ref, signal),
      this.statuses(ref, signal),
      this.threads(repo, number, signal),
    ]);
    const state = pull.merged ? 'merged' : pull.state === 'closed' ? 'closed' : pull.draft ? 'draft' : 'open';
    return { state, head: pull.head.sha, checks: [...runs, ...statuses], threads };
  }

  async body(repo: ForgeRepo, number: number, signal: AbortSignal): Promise<string> {
    const at = { ...named(repo), pull_number: number };
    const { body } = await this.client.ask(
      answers.PullText,
      'GET /repos/{owner}/{repo}/pulls/{pull_number}',
      at,
      signal,
    );
    return body ?? '';
  }

  async setBody(
    repo: ForgeRepo,
    { number, body }: { number: number; body: string },
    signal: AbortSignal,
  ): Promise<void> {
    const given = { ...named(repo), pull_number: number, body };
    await this.client.ask(answers.Pull, 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}', given, signal);
  }

  private async runs(repo: ForgeRepo, ref: Ref, signal: AbortSignal): Promise<PullCheck[]> {
    const runs = await this.client.list(
      { schema: answers.CheckRuns, entries: (page) => page.check_runs },
      'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
      ref,
      signal,
    );
    return Promise.all(
      runs.map(async ({ id, name, status, conclusion, html_url: url, output, app }) => {
        const state = status === 'completed' ? checkState(conclusion ?? 'failed') : 'pending';
        const isMarked = state === 'failed' && output.annotations_count > 0;
        const marked = isMarked ? await this.annotations(repo, id, signal) : '';
        const said = [output.title, output.summary, output.text, marked].filter(Boolean).join('\n');
        const job = app?.slug === actions ? { job: String(id) } : {};
        return { name, state, said: said.slice(0, saidLimit), url, ...job };
      }),
    );
  }

  private async annotations(repo: ForgeRepo, id: number, signal: AbortSignal): Promise<string> {
    const found = await this.client.ask(
      answers.Annotations,
      'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations',
      { ...named(repo), check_run_id: id, per_page: 50 },
      signal,
    );
    return found
      .filter(({ annotation_level: level }) => level !== 'notice')
      .map(({ path, start_line: line, message }) => `${path}:${line}: ${message ?? ''}`)
      .join('\n');
  }

  private async statuses(ref: Ref, signal: AbortSignal): Promise<PullCheck[]> {
    const statuses = await this.client.list(
      { schema: answers.CombinedStatus, entries: (page) => page.statuses },
      'GET /repos/{owner}/{repo}/commits/{ref}/status',
      ref,
      signal,
    );
    return statuses.map(({ context, state, description, target_url: url }) => {
      return { name: context, state: checkState(state), said: description ?? '', url };
    });
  }

  private async threads(repo: ForgeRepo, number: number, signal: AbortSignal): Promise<PullThread[]> {
    const comments = await this.client.list(
      { schema: answers.ReviewComments, entries: (page) => page },
      'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments',
      { ...named(repo), pull_number: number },
      signal,
    );
    const resolved = comments.length === 0 ? new Set() : await this.resolved(repo, number, signal);
    return comments
      .filter(({ id, in_reply_to_id: root }) => root === undefined && !resolved.has(id))
      .map(({ id, path, line }) => {
        const said = comments.filter((each) => each.id === id || each.in_reply_to_id === id);
        return { id: String(id), path, line: line ?? null, comments: said.map(commentOf) };
      });
  }

  log(repo: ForgeRepo, job: string, signal: AbortSignal): Promise<string | null> {
    const { owner, repo: name } = named(repo);
    const path = `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}/actions/jobs/${encodeURIComponent(job)}/logs`;
    const headers = { authorization: `token ${this.access.token}`, 'user-agent': 'background-agents' };
    return readLog(this.access, { path, headers }, signal);
  }

  async resolve(repo: ForgeRepo, number: number, threads: readonly string[], signal: AbortSignal): Promise<number> {
    const all = await conversations(this.client, { repo, number }, signal);
    const open = all.filter(
      ({ isResolved, comments }) =>
        !isResolved && comments.nodes.some(({ databaseId }) => threads.includes(String(databaseId))),
    );
    for (const { id } of open) {
      await this.client.query(answers.Resolved, resolveThread, { thread: id }, signal);
    }
    return open.length;
  }

  /** Only the other interface says it; where that has no answer, no conversation counts as resolved. */
  private async resolved(repo: ForgeRepo, number: number, signal: AbortSignal): Promise<ReadonlySet<number>> {
    try {
      const threads = (await conversations(this.client, { repo, number }, signal)).filter(
        ({ isResolved }) => isResolved,
      );
      const ids = threads.flatMap(({ comments }) => comments.nodes.map(({ databaseId }) => databaseId));
      return new Set(ids.filter((id) => id !== null));
    } catch (error) {
      if (error instanceof ForgeError && !['rate-limit', 'network', 'timeout'].includes(error.reason)) {
        return new Set();
      }
      throw error;
    }
  }
}

async function conversations(
  client: GitHubClient,
  { repo, number }: { repo: ForgeRepo; number: number },
  signal: AbortSignal,
) {
  const { owner, repo: name } = named(repo);
  const { repository } = await client.query(answers.Threads, threadsQuery, { owner, name, number }, signal);
  return repository.pullRequest.reviewThreads.nodes;
}

type Ref = ReturnType<typeof named> & { ref: string };

function named({ path }: ForgeRepo): { owner: string; repo: string } {
  const [owner = '', repo = ''] = path.split('/');
  return { owner, repo };
}

function opened({ number, html_url: url }: { number: number; html_url: string }): OpenedPull {
  return { number, url };
}

const members: ReadonlySet<string> = new Set(['OWNER', 'MEMBER', 'COLLABORATOR']);

function commentOf(comment: answers.ReviewComment): PullThread['comments'][number] {
  const { user, body, author_association: association } = comment;
  return { author: user?.login ?? '', text: body, isMember: members.has(association) };
}
