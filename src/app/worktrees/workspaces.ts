import { basename } from 'node:path';
import { GitError, TaskError } from '../../core/errors';
import type { CarryMemory } from '../../core/worktrees/carryPorts';
import type { FileCarrier, Git } from '../../core/worktrees/gitPorts';
import type { Clock, Log } from '../../core/ports';
import type { TaskFiles } from '../../core/storePorts';
import { type Cone, coneOf } from '../../core/worktrees/cone';
import { joinedRoot } from '../../core/repositories/joinedRoot';
import { resultTree } from '../../core/run/result';
import type { Rest } from '../../core/worktrees/salvagePorts';
import { isOlderThan, type SteadyTime } from '../../core/worktrees/steadyTime';
import type { ProcessesIn } from '../../core/worktrees/worktreeCarePorts';
import type { Carried, EntryBody, RepoWorkspace, Task, TaskEntry, TaskId, TaskView, Workspace } from '../../protocol';
import { adoptedWorkspace, ownBranch, refuseWorkedIn } from './adoptedWorkspace';
import { carryIgnored, type StepOptions } from './carrying';
import { carryLeft } from './carryLeft';
import { Salvages } from './salvages';
import type { Spares } from './spares';
import { leftBehind, StartingPoints } from '../tasks/startingPoints';
import { taskRefs } from '../tasks/taskRefs';
import { type Base, joinedBases } from './joinedBases';
import { type Beginning, memberPath, WorktreePlaces } from './worktreePlaces';

interface WorkspacesDeps {
  git: Git;
  carrier: FileCarrier;
  files: Pick<TaskFiles, 'taskDir' | 'worktreeDir' | 'sparesDir'>;
  spares?: Pick<Spares, 'renew' | 'release'>;
  store: {
    readonly current: ReadonlyMap<TaskId, TaskView>;
    append(taskId: TaskId, body: EntryBody): Promise<TaskEntry>;
  };
  /** What a person decided about ignored files; nobody was asked unless it is given. */
  carryMemory?: Pick<CarryMemory, 'read'>;
  clock: Pick<Clock, 'monotonicMs'>;
  /** Looked at before a worktree of another program is removed. */
  processesIn?: ProcessesIn;
  /** From how many files on a task with a scope gets only those folders at first; 0: never. */
  sparseCheckoutFrom?: () => number;
  /** What the editor's setting of that name says. */
  worktreeIncludeFiles?: () => readonly string[];
  log: Log;
}

const usualSparseFrom = 20_000;
const salvageDays = 30;
const unseen: StepOptions = { signal: new AbortController().signal, onStep: () => undefined };

/** Makes the places where tasks work, takes them away with a way back, and brings them back. */
export class Workspaces {
  private readonly places: WorktreePlaces;
  private readonly salvages: Salvages;
  private readonly points: StartingPoints;

  constructor(private readonly deps: WorkspacesDeps) {
    this.places = new WorktreePlaces(deps);
    this.salvages = new Salvages(deps);
    this.points = new StartingPoints(deps);
  }

  /**
   * Snapshots what the user sees, or finds the base that the task names, and makes a worktree and a branch of it. What an interrupted call left is taken away
   * first; a call that fails or is aborted leaves nothing behind. Throws `GitError`, or the signal's reason.
   */
  async prepare(task: Task, options: StepOptions): Promise<Workspace> {
    const { git } = this.deps;
    options.onStep(
      task.base === undefined ? 'Taking a snapshot of your files' : 'Looking up what the task starts from',
    );
    const left: Carried[] = [];
    const baseOf = async (root: string, of = task): Promise<Base> => {
      const facts = await git.facts(root);
      options.signal.throwIfAborted();
      const { commonDir, gitDir } = facts;
      const point = await this.points.find(of, facts, options);
      await git.updateRef(facts.root, taskRefs.snapshot(task.id), point.snapshot);
      left.push(...leftBehind(of, facts, point));
      return { root: facts.root, commonDir, gitDir, ...point };
    };
    const bases =
      task.joined === undefined
        ? await inOrder(task.repos, (root) => baseOf(root))
        : await joinedBases(git, task, baseOf);
    if (task.place === 'here') {
      return withRepos(
        bases.map((base) => ({ ...base, worktree: base.root, branch: null })),
        [],
      );
    }
    if (task.adopted !== undefined) {
      return adoptedWorkspace(git, task.adopted, bases);
    }
    const workspace = await this.places.fresh(task, async () => {
      options.onStep('Making a worktree');
      const content = task.forkedFrom?.commit ?? (task.base?.kind === 'point' ? task.base.content : undefined);
      const tip = task.base?.kind === 'point' && task.base.hasCommits === true ? content : undefined;
      const kept = content === undefined ? {} : { content };
      const beginning = (base: Base) => ({ commit: tip ?? base.snapshot, ...kept, ...this.part(task) });
      const places = bases.map((base) => ({ base, beginning: beginning(base) }));
      const made = await this.furnish(task, places, options);
      const given = await this.given(made, this.part(task));
      return { ...given, carried: [...left, ...given.carried] };
    });
    this.deps.spares?.renew(task, workspace);
    return workspace;
  }

  /**
   * Keeps the last state of the worktree by a ref for 30 days, then removes worktree, branch and refs. One that was
   * interrupted goes on.
   */
  async discard(view: TaskView): Promise<void> {
    const { task, app } = view;
    refuseInPlace(task, 'discarded', 'Undo its changes with the tools of your editor or with git.');
    if (app.landing.kind === 'discarded') {
      return;
    }
    if (app.landing.kind !== 'discarding') {
      await refuseWorkedIn(view, this.deps.processesIn);
      const kept = await this.salvages.keep(view);
      const cone = await this.coneOf(app.workspace);
      await this.deps.store.append(task.id, { type: 'discard.intent', ...kept, ...(cone === null ? {} : { cone }) });
    }
    await this.places.remove(view);
    await this.deps.store.append(task.id, { type: 'discarded' });
    this.deps.spares?.release(app.workspace);
  }

  /** The worktree as it was when the task was discarded, on its branch; one that had not begun gets a new one. */
  async restore(view: TaskView): Promise<void> {
    const { task, app } = view;
    const { git, store } = this.deps;
    if (app.landing.kind !== 'discarded' || app.landing.expired) {
      throw new TaskError(
        'not-possible-now',
        'There is nothing to restore: the task is not discarded, or too long ago.',
      );
    }
    if (app.landing.salvage === null || app.workspace === null) {
      await store.append(task.id, { type: 'restored', workspace: await this.prepare(task, unseen) });
      return;
    }
    const { repos } = app.workspace;
    const part = partOf(app.landing.cone ?? null);
    const places = await Promise.all(
      repos.map(async (base) => {
        const { beginning, rest } = await this.salvages.find(view, base);
        return { base, beginning: { ...beginning, ...part }, rest };
      }),
    );
    const made = await this.places.fresh(task, async () => this.given(await this.furnish(task, places, unseen), part));
    const workspace = { ...made, carried: [...made.carried, ...stillShared(app.workspace, made)] };
    for (const { root, snapshot } of repos) {
      await git.updateRef(root, taskRefs.snapshot(task.id), snapshot);
    }
    if (view.run.checkpoint !== null) {
      await git.updateRef(repos[0].root, taskRefs.checkpoint(task.id), view.run.checkpoint.commit);
    }
    await store.append(task.id, { type: 'restored', workspace });
    await this.salvages.drop(view);
  }

  /** Forgets what was surely discarded more than 30 days ago. What can't be removed is reported to the log. */
  async expireSalvage(time: SteadyTime): Promise<void> {
    const { store, log } = this.deps;
    for (const view of store.current.values()) {
      const { landing } = view.app;
      const isDue = landing.kind === 'discarded' && isOlderThan(Date.parse(landing.at), salvageDays, time);
      if (isDue && !landing.expired) {
        try {
          await this.salvages.drop(view);
          await store.append(view.task.id, { type: 'salvage.expired' });
          await this.dropJoined(view.task);
        } catch (error) {
          log.error(`What task ${view.task.id} left could not be removed.`, error);
        }
      }
    }
  }

  /** What stood for its repositories together goes with the last task of them. */
  private async dropJoined({ joined }: Task): Promise<void> {
    const isLeft = ({ task, app }: TaskView): boolean =>
      task.joined?.folder === joined?.folder && !(app.landing.kind === 'discarded' && app.landing.expired);
    if (joined !== undefined && ![...this.deps.store.current.values()].some(isLeft)) {
      await this.deps.git.dropJoined(joinedRoot(joined.folder));
    }
  }

  /** Commits the result of a complete task to its branch, in the user's name. Nothing happens when it holds it already. */
  async commitResult(view: TaskView): Promise<void> {
    const { git } = this.deps;
    const { task, run, app } = view;
    const tree = resultTree(view);
    const repo = app.workspace?.repos[0];
    const isComplete = run.outcome !== null && run.outcome.kind !== 'failed' && run.outcome.kind !== 'stopped';
    const branch = repo === undefined ? null : ownBranch(task, repo);
    if (repo === undefined || branch === null || tree === null || !isComplete) {
      return;
    }
    const tip = (await git.readRef(repo.root, `refs/heads/${branch}`)) ?? repo.snapshot;
    if ((await git.treeOf(repo.root, tip)) !== tree) {
      const message = `${task.title}\n\n${task.prompt.trim()}`;
      const commit = await git.commitTree(repo.root, { tree, parents: [tip], message, asUser: true });
      await git.moveBranch(repo, branch, commit);
    }
  }

  /** The part of a large repository that a task with a scope begins with; a fork goes on with what the other one had. */
  private part({ scope, joined, forkedFrom }: Task): Part {
    const fromFiles = this.deps.sparseCheckoutFrom?.() ?? usualSparseFrom;
    if (forkedFrom !== undefined) {
      return fromFiles === 0 ? {} : partOf(forkedFrom.cone ?? null);
    }
    const cone = scope === undefined || joined !== undefined ? null : coneOf(scope);
    return cone === null || fromFiles === 0 ? {} : { sparse: { cone, fromFiles } };
  }

  /** What is to be read in the list of a worktree that was given a part of the files. */
  private async given(made: Workspace, { sparse }: Part): Promise<Workspace> {
    const cone = sparse === undefined ? null : await this.deps.git.coneOf(made.repos[0]);
    return cone === null ? made : { ...made, sparse: [...cone], carried: [...leftOutside(cone), ...made.carried] };
  }

  /** Null for all files. */
  private async coneOf(workspace: Workspace | null): Promise<string[] | null> {
    const cone = workspace?.sparse === undefined ? null : await this.deps.git.coneOf(workspace.repos[0]);
    return cone === null || cone.includes('') ? null : [...cone];
  }

  /** A worktree for each repository of a task, filled and with what git ignores. */
  private async furnish(
    task: Task,
    places: readonly { base: Base; beginning: Beginning; rest?: Rest | null }[],
    options: StepOptions,
  ): Promise<Workspace> {
    const repos: RepoWorkspace[] = [];
    const carried: Workspace['carried'] = [];
    for (const [index, { base, beginning, rest = null }] of places.entries()) {
      options.signal.throwIfAborted();
      const made = await this.places.make(task, index, beginning);
      options.signal.throwIfAborted();
      repos.push({ ...base, ...made });
      const way = { from: base.root, to: made.worktree };
      const within = memberPath(task, index);
      if (task.joined !== undefined && within === null) {
        // What git ignores is carried into each of its repositories.
        await (rest === null ? null : this.deps.git.putRest({ ...base, ...made }, rest.commit));
        continue;
      }
      const below = (each: Carried): Carried => (within === null ? each : { ...each, path: `${within}/${each.path}` });
      if (rest === null) {
        const choices = (await this.deps.carryMemory?.read(base.commonDir)) ?? {};
        const isFirst = index === 0 || within !== null;
        const how = { isFirst, isSandboxed: task.isolation === 'sandbox', choices };
        carried.push(...(await carryIgnored(this.deps, { ...way, ...how }, options)).map(below));
      } else {
        carried.push(...(await carryLeft(this.deps.carrier, way, rest)).map(below));
        await this.deps.git.putRest({ ...base, ...made }, rest.commit);
      }
    }
    return withRepos(repos, carried);
  }
}

type Part = Pick<Beginning, 'sparse'>;

function partOf(cone: Cone | null): Part {
  return cone === null ? {} : { sparse: { cone, fromFiles: 1 } };
}

/** Not of what git ignores, but as much a part of the checkout that the worktree was not given. */
function leftOutside(cone: Cone): Carried[] {
  const path = `All but ${cone.join(', ')} and the files right above`;
  const reason =
    'a large repository: what the agent names is checked out when it looks there, and everything before commands build or test';
  return [{ path, how: 'left', bytes: 0, reason }];
}

async function inOrder<T>(repos: Task['repos'], of: (root: string) => Promise<T>): Promise<T[]> {
  const found: T[] = [];
  for (const { root } of repos) {
    found.push(await of(root));
  }
  return found;
}

function withRepos(repos: RepoWorkspace[], carried: Workspace['carried']): Workspace {
  const [first, ...others] = repos;
  if (first === undefined) {
    throw new GitError('not-a-repository', 'The task names no repository.');
  }
  return { repos: [first, ...others], carried };
}

/** What the task's commands shared or found mounted instead of having a copy is in no salvage; its runner brings it again. */
function stillShared(before: Workspace, { carried }: Workspace): Carried[] {
  const isBrought = ({ how, later }: Carried) => later === true || how === 'mounted';
  return before.carried.filter((old) => isBrought(old) && !carried.some(({ path }) => path === old.path));
}

/** A task that runs in the checkout itself has changed it already. */
export function refuseInPlace(task: Task, what: string, hint: string): void {
  if (task.place === 'here') {
    const message = `The task worked in ${basename(task.repos[0].root)} itself, so there is nothing to be ${what}.`;
    throw new TaskError('here-not-landed', message, { hint });
  }
}
