import { join } from 'node:path';
import { TaskError } from '../../core/errors';
import type { Clock, Ids } from '../../core/ports';
import { partTask } from '../../core/sprints/partTask';
import { type PlanFacts, planWarnings, type PlanWarning } from '../../core/sprints/planWarnings';
import { proposeParts, type ProposedParts } from '../../core/sprints/proposeParts';
import { isSource } from '../../core/starters/sourceFiles';
import type { FileCarrier, Git } from '../../core/worktrees/gitPorts';
import { type Budget, type Group, GroupId, mostParts, type SprintPart, SprintStart, type Task } from '../../protocol';
import type { Drafts, NewTask } from '../tasks/drafts';
import type { FleetActs } from '../fleet/fleet';
import type { GroupStore } from '../tasks/groupStore';
import { StartingPoints } from '../tasks/startingPoints';
import { isRelated } from '../tasks/taskFolders';
import { taskRefs } from '../tasks/taskRefs';
import type { TaskStore } from '../tasks/taskStore';

interface Deps {
  git: Git;
  carrier: Pick<FileCarrier, 'readText'>;
  store: Pick<TaskStore, 'current' | 'catchUp'>;
  groups: GroupStore;
  drafts: Pick<Drafts, 'plan' | 'record'>;
  fleet: Pick<FleetActs, 'submit'>;
  clock: Pick<Clock, 'now'>;
  ids: Pick<Ids, 'taskId'>;
}

/** One job as it is to be split, for a person to look at and change. */
export interface SprintProposal {
  root: string;
  by: ProposedParts['by'] | null;
  parts: SprintPart[];
  warnings: PlanWarning[];
}

/** What every part has in common, and the parts. */
export interface SprintRequest extends Omit<NewTask, 'sharedBudget'> {
  parts: readonly SprintPart[];
  /** Of all parts together; null: each has its own budget only. */
  cap: Budget | null;
}

const mostFiles = 100_000;
const mostTexts = 2000;

/** Splits jobs into parts that an agent each does, and starts those. */
export class Sprints {
  private readonly points: StartingPoints;

  constructor(private readonly deps: Deps) {
    this.points = new StartingPoints(deps);
  }

  /** Proposes parts, without a model; none where the repository gives no reason for any. Throws `GitError`. */
  async plan(prompt: string, folder: string): Promise<SprintProposal> {
    const root = await this.deps.git.root(folder);
    const found = proposeParts(prompt, await this.deps.git.filesIn(root, mostFiles));
    const parts = found?.parts ?? [];
    return { root, by: found?.by ?? null, parts, warnings: await this.warnings(root, parts) };
  }

  /** What may get into each other's way in a plan that was changed. Throws `GitError`. */
  async warnings(root: string, parts: readonly SprintPart[]): Promise<PlanWarning[]> {
    return parts.length === 0 ? [] : planWarnings(parts, await this.facts(root));
  }

  /**
   * Takes one snapshot, journals which tasks are to start from it, and only then makes and starts them. Throws `TaskError`
   * or `GitError`, and then there is no sprint.
   */
  async start({ parts, cap, ...request }: SprintRequest): Promise<GroupId> {
    const { git, groups, drafts, ids } = this.deps;
    refuse(parts, request);
    const task = await drafts.plan(request);
    const { root } = task.repos[0];
    const options = { signal: new AbortController().signal, onStep: () => undefined };
    const point = await this.points.find(task, await git.facts(root), options);
    const { title, prompt, createdAt } = task;
    const id = GroupId.parse(ids.taskId());
    const group: Group = { id, kind: 'sprint', title, prompt, root, point, createdAt };
    const start = SprintStart.parse({ parts: parts.map((part) => ({ ...part, taskId: ids.taskId() })), task, cap });
    await groups.append(id, { type: 'group.created', group });
    await groups.append(id, { type: 'sprint.started', start });
    await this.finish(id);
    return id;
  }

  /** Makes what is missing of sprints that were cut off while they began, of repositories in or around these folders. */
  async takeUp({ roots }: { roots: readonly string[] }): Promise<void> {
    for (const [groupId, { sprint, group }] of this.deps.groups.current) {
      if (sprint.start !== null && !sprint.isMade && roots.some((folder) => isRelated(folder, group.root))) {
        await this.finish(groupId);
      }
    }
  }

  /** Nothing is done where another process does it. */
  private async finish(groupId: GroupId): Promise<void> {
    const { groups, fleet } = this.deps;
    const lease = await groups.acquire(groupId);
    if (lease === null) {
      return;
    }
    try {
      const { group, sprint } = groups.get(groupId);
      const { start } = sprint;
      if (start !== null && !sprint.isMade) {
        for (const part of start.parts) {
          await this.make(group, partTask(group, start, part));
        }
        await groups.append(groupId, { type: 'sprint.made' });
        await Promise.all(start.parts.map(({ taskId }) => fleet.submit(taskId)));
      }
    } finally {
      await lease.release();
    }
  }

  /** The snapshot is kept by each part from the moment it is there. */
  private async make({ root, point }: Group, task: Task): Promise<void> {
    const { store, git, drafts } = this.deps;
    if (!store.current.has(task.id)) {
      await store.catchUp(task.id);
    }
    if (!store.current.has(task.id)) {
      await git.updateRef(root, taskRefs.snapshot(task.id), point.snapshot);
      await drafts.record(task);
    }
  }

  private async facts(root: string): Promise<PlanFacts> {
    const { git, carrier, store } = this.deps;
    const files = await git.filesIn(root, mostFiles);
    const texts = new Map<string, string>();
    for (const path of files.filter(isSource).slice(0, mostTexts)) {
      const text = await carrier.readText(join(root, path));
      if (text !== null) {
        texts.set(path, text);
      }
    }
    const others = [...store.current.values()]
      .filter(
        ({ task, app, state }) => task.repos[0].root === root && app.landing.kind === 'none' && state.kind !== 'failed',
      )
      .map(({ task, run }) => ({ taskId: task.id, title: task.title, files: run.files }));
    return { files, texts, others };
  }
}

function refuse(parts: readonly SprintPart[], { place }: Pick<NewTask, 'place'>): void {
  const why =
    parts.length < 1 || parts.length > mostParts
      ? `A job is split into 1 to ${mostParts} parts.`
      : new Set(parts.map(({ title }) => title)).size < parts.length
        ? 'Two parts have the same title.'
        : place === 'here'
          ? 'Parts of a job are done in worktrees, not in the checkout itself.'
          : null;
  if (why !== null) {
    throw new TaskError('not-possible-now', `Nothing was started. ${why}`, {
      hint: 'Change the plan, and start it again.',
    });
  }
}
