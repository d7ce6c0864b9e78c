import { join } from 'node:path';
import type { BaseOption } from '../core/worktrees/basePorts';
import { coverageGoals } from '../core/checks/coverageGoals';
import { TaskError } from '../core/errors';
import type { FileCarrier, Git, RepoFacts } from '../core/worktrees/gitPorts';
import type { Clock, Ids } from '../core/ports';
import type { TaskFiles } from '../core/storePorts';
import type { KeyOf } from '../core/residentPorts';
import type { SecretSource } from '../core/secrets/secretPorts';
import { slugOf, titleOf } from '../core/labels/title';
import { type VerifyOption, verifyOptions } from '../core/checks/verifyProposal';
import { type EntryBody, Task, type TaskEntry, type TaskId, type TaskView } from '../protocol';
import { taskRedactor } from './taskRedactor';

/** What a new task would start from, for the person who writes it. */
export interface Draft {
  root: string;
  /** The branch, or a short commit when HEAD is detached. */
  headName: string;
  /** Files with changes that the task will see too. */
  uncommitted: number;
  /** The first of the options: what checks the repository most fully. */
  verify: string | null;
  verifyOptions: VerifyOption[];
}

export type NewTask = Pick<
  Task,
  | 'prompt'
  | 'engine'
  | 'verify'
  | 'checks'
  | 'mode'
  | 'place'
  | 'isolation'
  | 'sandboxLimits'
  | 'approve'
  | 'approvals'
  | 'limits'
  | 'budget'
  | 'sharedBudget'
  | 'base'
  | 'diagnostics'
  | 'secrets'
  | 'purpose'
  | 'after'
> & {
  /** Any folder of the checkout. */
  root: string;
  /** Made from the prompt unless given. */
  title?: string;
  /** Where the checkout was cloned from for its tasks. */
  url?: string;
};

interface DraftsDeps {
  git: Pick<Git, 'root' | 'facts' | 'listBases'>;
  carrier: Pick<FileCarrier, 'readText'>;
  files: Pick<TaskFiles, 'create'>;
  store: { append(taskId: TaskId, body: EntryBody): Promise<TaskEntry>; get(taskId: TaskId): TaskView };
  ids: Pick<Ids, 'taskId'>;
  clock: Pick<Clock, 'now'>;
  secrets: SecretSource;
  credentials: KeyOf;
}

const mostBases = 500;

/** Tasks before they begin. */
export class Drafts {
  private readonly deps: DraftsDeps;

  constructor(deps: DraftsDeps) {
    this.deps = deps;
  }

  /** Throws `GitError` when the folder is not one a task can start from. */
  async propose(path: string): Promise<Draft> {
    const facts = await this.deps.git.facts(path);
    const { root } = facts;
    return { root, headName: headNameOf(facts), uncommitted: facts.uncommitted, ...(await this.checksIn(root)) };
  }

  /** As `propose`, for who is not shown what the files are like now, which takes longest to find out. */
  async proposeCheck(path: string): Promise<Pick<Draft, 'root' | 'verify'>> {
    const root = await this.deps.git.root(path);
    return { root, verify: (await this.checksIn(root)).verify };
  }

  private async checksIn(root: string): Promise<Pick<Draft, 'verify' | 'verifyOptions'>> {
    const options = await verifyOptions((file) => this.deps.carrier.readText(join(root, file)));
    return { verify: options[0]?.command ?? null, verifyOptions: options };
  }

  /** What else a task may start from than the checkout as it is. */
  bases(root: string): Promise<BaseOption[]> {
    return this.deps.git.listBases(root, mostBases);
  }

  /** A task's text is kept and sent, so what of it is a key of its model or a secret that it may use is named in it instead. */
  private async withoutSecrets<T extends Omit<NewTask, 'root'>>(request: T, top: string): Promise<T> {
    const { engine, verify, title } = request;
    const redactor = await taskRedactor(this.deps, request, top);
    return {
      ...request,
      prompt: redactor.redact(request.prompt),
      verify: verify === null ? null : redactor.redact(verify),
      ...(title === undefined ? {} : { title: redactor.redact(title) }),
      engine: engine.kind === 'command' ? { ...engine, command: redactor.redact(engine.command) } : engine,
    };
  }

  /** Records the task and starts nothing. Throws as `plan`. */
  async create(request: NewTask): Promise<TaskView> {
    return this.record(await this.plan(request));
  }

  /** The task as it would be recorded. Throws `unknown-task` where one that it is to begin after is not there. */
  async plan({ root, ...request }: NewTask): Promise<Task> {
    const top = await this.deps.git.root(root);
    const { url, title, checks: asked = [], ...rest } = await this.withoutSecrets(request, top);
    if (request.prompt.trim() === '') {
      throw new TaskError('not-possible-now', 'The task has no text, so nothing was started.', {
        hint: 'Say in a sentence what is to be done.',
      });
    }
    if (rest.place === 'here' && rest.base !== undefined) {
      throw new TaskError('not-possible-now', 'A task that works in the checkout itself starts from what is there.', {
        hint: 'Check out what it is to start from, or let it work in a worktree.',
      });
    }
    (rest.after ?? []).forEach(({ taskId }) => this.deps.store.get(taskId));
    const isAsking = rest.mode === 'ask';
    const checks = [...asked, ...(rest.verify === null ? [] : coverageGoals(rest.prompt))];
    const named = titleOf(title ?? rest.prompt);
    return Task.parse({
      ...rest,
      verify: isAsking ? null : rest.verify,
      ...(checks.length === 0 || isAsking ? {} : { checks }),
      id: this.deps.ids.taskId(),
      title: named,
      slug: slugOf(named),
      repos: [{ root: top, ...(url === undefined ? {} : { url }) }],
      createdAt: this.deps.clock.now().toISOString(),
    });
  }

  /** Records a task that was planned. */
  async record(task: Task): Promise<TaskView> {
    const { files, store } = this.deps;
    await files.create(task.id);
    await store.append(task.id, { type: 'created', task });
    return store.get(task.id);
  }
}

export function headNameOf({ branch, head }: Pick<RepoFacts, 'branch' | 'head'>): string {
  return branch ?? head?.slice(0, 7) ?? 'HEAD';
}
