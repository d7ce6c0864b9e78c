import { join } from 'node:path';
import type { BaseOption } from '../../core/worktrees/basePorts';
import { coverageGoals } from '../../core/checks/coverageGoals';
import { imagesSaid } from '../../core/composer/withAttachments';
import { TaskError } from '../../core/errors';
import { type GivenImages, noGivenImages } from '../../core/images/imagePorts';
import type { FileCarrier, Git, RepoFacts } from '../../core/worktrees/gitPorts';
import type { Clock, Ids } from '../../core/ports';
import type { TaskFiles } from '../../core/storePorts';
import type { KeyOf } from '../../core/residentPorts';
import type { SecretSource } from '../../core/secrets/secretPorts';
import { slugOf, titleOf } from '../../core/labels/title';
import { type VerifyOption, verifyOptions } from '../../core/checks/verifyProposal';
import { type EntryBody, type Joined, Task, type TaskEntry, type TaskId, type TaskView } from '../../protocol';
import { memberChecks } from '../../core/repositories/memberChecks';
import type { OpenedJoined } from '../worktrees/joinedRepositories';
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
  /** Of several repositories: what checks the others, one command each. */
  alsoVerify: string[];
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
  | 'mayStart'
> & {
  /** Any folder of the checkout. */
  root: string;
  /** Made from the prompt unless given. */
  title?: string;
  /** Where the checkout was cloned from for its tasks. */
  url?: string;
  /** Several repositories; `root` stands for all of them then. */
  several?: OpenedJoined;
};

interface DraftsDeps {
  git: Pick<Git, 'root' | 'facts' | 'listBases'>;
  carrier: Pick<FileCarrier, 'readText'>;
  files: Pick<TaskFiles, 'create'>;
  images?: Pick<GivenImages, 'bring'>;
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
  async propose(path: string, joined?: Joined): Promise<Draft> {
    const facts = await this.deps.git.facts(path);
    const { root } = facts;
    return {
      root,
      headName: headNameOf(facts),
      uncommitted: facts.uncommitted,
      ...(await this.checksIn(root, joined)),
    };
  }

  /** As `propose`, for who is not shown what the files are like now, which takes longest to find out. */
  async proposeCheck(path: string, joined?: Joined): Promise<Pick<Draft, 'root' | 'verify' | 'alsoVerify'>> {
    const root = await this.deps.git.root(path);
    const { verify, alsoVerify } = await this.checksIn(root, joined);
    return { root, verify, alsoVerify };
  }

  private async checksIn(
    root: string,
    joined?: Joined,
  ): Promise<Pick<Draft, 'verify' | 'verifyOptions' | 'alsoVerify'>> {
    const read = (file: string): Promise<string | null> => this.deps.carrier.readText(join(root, file));
    const found =
      joined === undefined
        ? [await verifyOptions(read)]
        : await Promise.all(joined.members.map((member) => memberChecks(member, read)));
    const [verify = null, ...alsoVerify] = found.flatMap(([best]) => best?.command ?? []);
    return { verify, verifyOptions: found.flat(), alsoVerify };
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
    const { url, title, several, checks: asked = [], ...rest } = await this.withoutSecrets(request, top);
    if (several !== undefined) {
      refuseOfSeveral(rest);
    }
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
    const id = this.deps.ids.taskId();
    return Task.parse({
      ...rest,
      ...sharedWithAgents(rest, id),
      verify: isAsking ? null : rest.verify,
      ...(checks.length === 0 || isAsking ? {} : { checks }),
      id,
      title: named,
      slug: slugOf(named),
      ...reposOf({ top, url, several }),
      createdAt: this.deps.clock.now().toISOString(),
    });
  }

  /** Records a task that was planned. */
  async record(task: Task): Promise<TaskView> {
    const { files, store, images = noGivenImages } = this.deps;
    await files.create(task.id);
    await images.bring(
      task.id,
      imagesSaid(task.prompt).map(({ digest }) => digest),
    );
    await store.append(task.id, { type: 'created', task });
    return store.get(task.id);
  }
}

function reposOf({ top, url, several }: { top: string; url: string | undefined; several: OpenedJoined | undefined }) {
  const first = { root: top, ...(url === undefined ? {} : { url }) };
  return several === undefined
    ? { repos: [first] }
    : { repos: [first, ...several.roots.map((root) => ({ root }))], joined: several.joined };
}

/** What checks the result unless a person says otherwise. */
export function proposedChecks({ verify, alsoVerify }: Pick<Draft, 'verify' | 'alsoVerify'>): string[] {
  return [...(verify === null ? [] : [verify]), ...alsoVerify];
}

/** What a task of several repositories can't do yet. */
function refuseOfSeveral({ place, base }: Pick<NewTask, 'place' | 'base'>): void {
  if (place === 'here') {
    throw new TaskError(
      'not-possible-now',
      'A task of several repositories does not work in the checkouts themselves.',
      {
        hint: 'Let it work in worktrees, or give each repository its own task.',
      },
    );
  }
  if (base?.kind === 'ref' || base?.kind === 'pull') {
    throw new TaskError(
      'not-possible-now',
      'A task of several repositories has no one branch that all of them start from.',
      {
        hint: 'Choose for each repository what it is to start from.',
      },
    );
  }
}

/** What a task and the agents that it starts may use together. */
function sharedWithAgents(
  { mayStart, sharedBudget, budget = {} }: Pick<NewTask, 'mayStart' | 'sharedBudget' | 'budget'>,
  id: TaskId,
): Pick<NewTask, 'sharedBudget'> {
  if (mayStart === undefined || sharedBudget !== undefined) {
    return {};
  }
  if (Object.keys(budget).length === 0) {
    throw new TaskError(
      'not-possible-now',
      'Not started: a task that may start agents needs a budget for all of them.',
      {
        hint: 'Give it one in dollars, tokens or minutes.',
      },
    );
  }
  return { sharedBudget: { id, budget } };
}

export function headNameOf({ branch, head }: Pick<RepoFacts, 'branch' | 'head'>): string {
  return branch ?? head?.slice(0, 7) ?? 'HEAD';
}
