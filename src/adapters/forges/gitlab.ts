import * as z from 'zod';
import { ForgeError } from '../../core/forges/forgeError';
import type { Forge, ForgeRepoFacts, NewPull } from '../../core/forges/forgePorts';
import { checkState } from '../../core/forges/pullStatus';
import type { ForgeRepo, OpenedPull, PullCheck, PullStatus, PullThread } from '../../protocol';
import type { Access } from './githubClient';
import { GitLabClient } from './gitlabClient';
import { readLog } from './jobLogs';

/** What is used of GitLab's answers; all else in them is ignored. */
const User = z.object({ username: z.string() });

const Level = z.object({ access_level: z.int() }).nullish();

const Project = z.object({
  id: z.int(),
  path_with_namespace: z.string(),
  default_branch: z.string().nullish(),
  archived: z.boolean().default(false),
  permissions: z.object({ project_access: Level, group_access: Level }).nullish(),
  forked_from_project: z.object({ id: z.int() }).nullish(),
});

const Request = z.object({ iid: z.int().min(1), web_url: z.string(), source_project_id: z.int().nullish() });

const RequestDetail = Request.extend({
  state: z.string(),
  draft: z.boolean().default(false),
  sha: z.string(),
  head_pipeline: z.object({ id: z.int(), project_id: z.int() }).nullish(),
});

const RequestText = z.object({ description: z.string().nullish() });

const Jobs = z.array(
  z.object({
    id: z.int().optional(),
    name: z.string(),
    status: z.string(),
    web_url: z.string().nullish(),
    failure_reason: z.string().nullish(),
    allow_failure: z.boolean().default(false),
  }),
);

const Discussions = z.array(
  z.object({
    id: z.string(),
    notes: z.array(
      z.object({
        body: z.string(),
        system: z.boolean().default(false),
        resolvable: z.boolean().default(false),
        resolved: z.boolean().default(false),
        author: User.extend({ id: z.int() }),
        position: z.object({ new_path: z.string().nullish(), new_line: z.int().nullish() }).nullish(),
      }),
    ),
  }),
);

const Member = z.object({ access_level: z.int() });

/** GitLab's levels begin with Developer where one may push. */
const developer = 30;

/** GitLab, on its own server or another, by its REST interface. */
export function openGitLab(access: Access): Forge {
  return new GitLab(new GitLabClient(access), access);
}

class GitLab implements Forge {
  constructor(
    private readonly client: GitLabClient,
    private readonly access: Access,
  ) {}

  async repository(repo: ForgeRepo, signal: AbortSignal): Promise<ForgeRepoFacts> {
    const { username: login } = await this.client.get(User, '/user', signal);
    const project = await this.client.get(Project, at(repo), signal);
    const levels = [project.permissions?.project_access, project.permissions?.group_access];
    const canPush = levels.some((level) => (level?.access_level ?? 0) >= developer);
    return { defaultBranch: project.default_branch ?? 'main', canPush, isArchived: project.archived, login };
  }

  async ownFork(repo: ForgeRepo, signal: AbortSignal): Promise<ForgeRepo | null> {
    const { id } = await this.client.get(Project, at(repo), signal);
    const forks = await this.client.get(z.array(Project), `${at(repo)}/forks?owned=true&per_page=20`, signal);
    const own = forks.find(({ forked_from_project: origin }) => origin === undefined || origin?.id === id);
    return own === undefined ? null : { ...repo, path: own.path_with_namespace };
  }

  async fork(repo: ForgeRepo, signal: AbortSignal): Promise<ForgeRepo> {
    const made = await this.client.post(Project, `${at(repo)}/fork`, {}, signal);
    return { ...repo, path: made.path_with_namespace };
  }

  async find(
    repo: ForgeRepo,
    { from, branch }: { from: ForgeRepo; branch: string },
    signal: AbortSignal,
  ): Promise<OpenedPull | null> {
    const query = `state=opened&per_page=50&source_branch=${encodeURIComponent(branch)}`;
    const found = await this.client.get(z.array(Request), `${at(repo)}/merge_requests?${query}`, signal);
    if (found.length === 0) {
      return null;
    }
    const source = await this.client.get(Project, at(from), signal);
    const own = found.find(({ source_project_id: id }) => id === source.id);
    return own === undefined ? null : opened(own);
  }

  async open(repo: ForgeRepo, pull: NewPull, signal: AbortSignal): Promise<OpenedPull> {
    const { base, from, branch, title, body, draft } = pull;
    const target = from.path === repo.path ? null : await this.client.get(Project, at(repo), signal);
    const given = {
      source_branch: branch,
      target_branch: base,
      title: draft ? `Draft: ${title}` : title,
      description: body,
      ...(target === null ? {} : { target_project_id: target.id }),
    };
    return opened(await this.client.post(Request, `${at(from)}/merge_requests`, given, signal));
  }

  async look(repo: ForgeRepo, number: number, signal: AbortSignal): Promise<PullStatus> {
    const path = `${at(repo)}/merge_requests/${number}`;
    const request = await this.client.get(RequestDetail, path, signal);
    const [checks, threads] = await Promise.all([
      this.jobs(request.head_pipeline ?? null, signal),
      this.threads(repo, path, signal),
    ]);
    return { state: stateOf(request), head: request.sha, checks, threads };
  }

  async body(repo: ForgeRepo, number: number, signal: AbortSignal): Promise<string> {
    const { description } = await this.client.get(RequestText, `${at(repo)}/merge_requests/${number}`, signal);
    return description ?? '';
  }

  async setBody(
    repo: ForgeRepo,
    { number, body }: { number: number; body: string },
    signal: AbortSignal,
  ): Promise<void> {
    const path = `${at(repo)}/merge_requests/${number}`;
    await this.client.put(Request, path, { description: body }, signal);
  }

  private async jobs(pipeline: { id: number; project_id: number } | null, signal: AbortSignal): Promise<PullCheck[]> {
    if (pipeline === null) {
      return [];
    }
    const path = `/projects/${pipeline.project_id}/pipelines/${pipeline.id}/jobs?per_page=100`;
    const jobs = await this.client.get(Jobs, path, signal);
    return jobs.map(({ id, name, status, web_url: url, failure_reason: why, allow_failure: mayFail }) => {
      const state = checkState(status);
      const job = id === undefined ? {} : { job: `${pipeline.project_id}/${id}` };
      const shown = state === 'failed' && mayFail ? 'skipped' : state;
      return { name, state: shown, said: why ?? '', url: url ?? null, ...job };
    });
  }

  log(_: ForgeRepo, job: string, signal: AbortSignal): Promise<string | null> {
    const [project = '', id = ''] = job.split('/').map(encodeURIComponent);
    const headers = { 'private-token': this.access.token };
    return readLog(this.access, { path: `/projects/${project}/jobs/${id}/trace`, headers }, signal);
  }

  async resolve(repo: ForgeRepo, number: number, threads: readonly string[], signal: AbortSignal): Promise<number> {
    const path = `${at(repo)}/merge_requests/${number}/discussions`;
    const discussions = await this.client.get(Discussions, `${path}?per_page=100`, signal);
    const open = discussions.filter(
      ({ id, notes: [first] }) => threads.includes(id) && first?.resolvable === true && !first.resolved,
    );
    for (const { id } of open) {
      await this.client.put(z.object({ id: z.string() }), `${path}/${id}`, { resolved: true }, signal);
    }
    return open.length;
  }

  private async threads(repo: ForgeRepo, path: string, signal: AbortSignal): Promise<PullThread[]> {
    const discussions = await this.client.get(Discussions, `${path}/discussions?per_page=100`, signal);
    const open = discussions.filter(({ notes: [first] }) => first?.resolvable === true && !first.resolved);
    const authors = new Set(open.flatMap(({ notes }) => notes.map(({ author }) => author.id)));
    const members = new Set<number>();
    for (const id of authors) {
      if (await this.isMember(repo, id, signal)) {
        members.add(id);
      }
    }
    return open.map(({ id, notes }) => ({
      id,
      path: notes[0]?.position?.new_path ?? null,
      line: notes[0]?.position?.new_line ?? null,
      comments: notes
        .filter(({ system }) => !system)
        .map(({ author, body }) => ({ author: author.username, text: body, isMember: members.has(author.id) })),
    }));
  }

  private async isMember(repo: ForgeRepo, userId: number, signal: AbortSignal): Promise<boolean> {
    try {
      const { access_level: level } = await this.client.get(Member, `${at(repo)}/members/all/${userId}`, signal);
      return level >= developer;
    } catch (error) {
      if (error instanceof ForgeError && (error.reason === 'not-found' || error.reason === 'forbidden')) {
        return false;
      }
      throw error;
    }
  }
}

function at({ path }: ForgeRepo): string {
  return `/projects/${encodeURIComponent(path)}`;
}

function opened({ iid, web_url: url }: z.infer<typeof Request>): OpenedPull {
  return { number: iid, url };
}

function stateOf({ state, draft }: z.infer<typeof RequestDetail>): PullStatus['state'] {
  if (state === 'merged') {
    return 'merged';
  }
  return state === 'opened' || state === 'locked' ? (draft ? 'draft' : 'open') : 'closed';
}
