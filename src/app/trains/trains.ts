import { TaskError } from '../../core/errors';
import { checksOf } from '../../core/checks/checks';
import type { Clock, Ids, Log } from '../../core/ports';
import { resultTree } from '../../core/run/result';
import { joinOrder } from '../../core/train/joinOrder';
import type { TrainState } from '../../core/train/trainState';
import { isRelated } from '../tasks/taskFolders';
import { titleOf } from '../../core/labels/title';
import {
  type Carriage,
  GroupId,
  type Group,
  type RepoWorkspace,
  type TaskId,
  type TaskView,
  type Train,
} from '../../protocol';
import { type TrainDeps, TrainRun } from './trainRun';

interface Deps extends TrainDeps {
  ids: Pick<Ids, 'short' | 'taskId'>;
  clock: Pick<Clock, 'now'>;
  log: Log;
}

export interface TrainWishes {
  /** The agents, all of one repository, complete. In this order unless fewer would join then. */
  taskIds: readonly TaskId[];
  /** The group that they are of; a new one is made for agents of none. */
  groupId?: GroupId;
  title?: string;
  /** The commands of the agents' own checks unless given; none: nothing is checked. */
  commands?: readonly string[];
}

const mostRounds = 2;

interface Member {
  view: TaskView;
  repo: RepoWorkspace;
  carriage: Carriage;
}

/** Joins the results of several agents into one. A group's journal holds how far that is; one process goes on with it. */
export class Trains {
  private readonly running = new Map<GroupId, { stopping: AbortController; done: Promise<void> }>();

  constructor(private readonly deps: Deps) {}

  /**
   * Begins, and goes on in the background; resolves with the group when that is journaled. Throws
   * `TaskError('not-possible-now')` for agents that are not complete, not of one repository, or joined already now.
   */
  async start(wishes: TrainWishes): Promise<GroupId> {
    const { git, groups, ids } = this.deps;
    const members = wishes.taskIds.map((taskId) => memberOf(this.deps.store.get(taskId)));
    const [first] = members;
    if (first === undefined || members.length < 2) {
      throw new TaskError('not-possible-now', 'Nothing was combined: choose at least two agents.');
    }
    const { root, commonDir } = first.repo;
    if (members.some(({ repo }) => repo.commonDir !== commonDir)) {
      throw new TaskError('not-possible-now', 'Nothing was combined: the agents are not of one repository.', {
        hint: 'Choose agents of the same repository.',
      });
    }
    const newest = members.reduce((best, each) => (each.view.task.createdAt > best.view.task.createdAt ? each : best));
    const { snapshot, head, headName, uncommitted } = newest.repo;
    const base = { snapshot, head, headName, uncommitted };
    const carriages = members.map(({ carriage }) => carriage);
    const pairs = await git.pairConflicts(root, snapshot, carriages);
    const order = joinOrder(
      members.length,
      pairs.map(({ between }) => between),
    );
    const idOf = (at: number): TaskId => carriages[at]?.taskId ?? first.view.task.id;
    const title = titleOf(wishes.title ?? `Combine ${carriages.map(({ label }) => label).join(', ')}`);
    const groupId = wishes.groupId ?? (await this.newGroup({ title, root, base, members }));
    this.refuseRunning(groupId);
    const train: Train = {
      ...{ trainId: ids.short(), root, title, base, mostRounds },
      commands: [...(wishes.commands ?? commandsOf(members))],
      carriages: order.flatMap((at) => carriages[at] ?? []),
      conflicts: pairs.map(({ between: [one, other], paths }) => ({ between: [idOf(one), idOf(other)], paths })),
    };
    await groups.append(groupId, { type: 'train.started', train });
    await this.goOn(groupId);
    return groupId;
  }

  /** Goes on with what is begun and not done, for repositories in or around these folders, where no other process does. */
  async takeUp({ roots }: { roots: readonly string[] }): Promise<void> {
    for (const [groupId, { train }] of this.deps.groups.current) {
      if (train !== null && train.end === null && roots.some((folder) => isRelated(folder, train.train.root))) {
        await this.goOn(groupId);
      }
    }
  }

  /** Waits for nobody any more: the result is made of what is joined. */
  async close(groupId: GroupId): Promise<void> {
    const { trainId } = this.openTrain(groupId).train;
    await this.deps.groups.append(groupId, { type: 'train.closed', trainId });
  }

  /** Nothing is made of it. The agents stay as they are. */
  async cancel(groupId: GroupId): Promise<void> {
    const { trainId } = this.openTrain(groupId).train;
    await this.deps.groups.append(groupId, { type: 'train.cancelled', trainId });
    this.running.get(groupId)?.stopping.abort(new TaskError('not-possible-now', 'Combining was cancelled.'));
    await this.running.get(groupId)?.done;
  }

  /** Resolves when it is done, failed or cancelled, or this process goes on with it no more. */
  async settled(groupId: GroupId): Promise<TrainState | null> {
    await this.running.get(groupId)?.done;
    return this.deps.groups.get(groupId).train;
  }

  /** Leaves what is begun as it is, to be taken up again. */
  async dispose(): Promise<void> {
    const all = [...this.running.values()];
    all.forEach(({ stopping }) => stopping.abort(new TaskError('not-possible-now', 'The window was closed.')));
    await Promise.all(all.map(({ done }) => done));
  }

  private openTrain(groupId: GroupId): TrainState {
    const { train } = this.deps.groups.get(groupId);
    if (train?.end !== null) {
      throw new TaskError('not-possible-now', 'These agents are not being combined.');
    }
    return train;
  }

  private refuseRunning(groupId: GroupId): void {
    const { train } = this.deps.groups.get(groupId);
    if (train?.end === null) {
      throw new TaskError('not-possible-now', 'Nothing was combined: these agents are being combined already.', {
        hint: 'Wait until that is done, or cancel it.',
      });
    }
  }

  private async newGroup({
    title,
    root,
    base,
    members,
  }: Pick<Group, 'title' | 'root'> & { base: Group['point']; members: readonly Member[] }): Promise<GroupId> {
    const { ids, clock, groups } = this.deps;
    const id = GroupId.parse(ids.taskId());
    const prompt = members.map(({ carriage, view }) => `${carriage.label}: ${view.task.prompt}`).join('\n\n');
    const createdAt = clock.now().toISOString();
    const group: Group = {
      ...{ id, kind: 'sprint', title, root, point: base, createdAt },
      prompt: prompt.slice(0, 200_000),
    };
    await groups.append(id, { type: 'group.created', group });
    return id;
  }

  /** Once in this process; nothing where another one does it. */
  private async goOn(groupId: GroupId): Promise<void> {
    if (this.running.has(groupId)) {
      return;
    }
    const { groups, log } = this.deps;
    const lease = await groups.acquire(groupId);
    if (lease === null) {
      return;
    }
    const stopping = new AbortController();
    // Another process may cancel it.
    const listening = groups.onDidChange((state) => {
      if (state.group.id === groupId && state.train?.end != null) {
        stopping.abort(new TaskError('not-possible-now', 'Combining was ended.'));
      }
    });
    const done = new TrainRun(this.deps, groupId, stopping.signal)
      .go()
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) {
          log.error(`Agents of the group ${groupId} are not combined.`, error);
        }
      })
      .then(async () => {
        listening.dispose();
        this.running.delete(groupId);
        await lease.release();
      });
    this.running.set(groupId, { stopping, done });
  }
}

function memberOf(view: TaskView): Member {
  const { task, app, state } = view;
  const repo = app.workspace?.repos[0];
  const tree = resultTree(view);
  const isReady = state.kind === 'complete' && task.place === 'worktree' && app.landing.kind !== 'discarded';
  if (!isReady || repo === undefined || tree === null) {
    throw new TaskError('not-possible-now', `Nothing was combined: ${task.title} has no finished change.`, {
      hint: 'Wait until it is complete, or leave it out.',
    });
  }
  const label = task.group?.label ?? task.title;
  return { view, repo, carriage: { taskId: task.id, label, snapshot: repo.snapshot, tree } };
}

/** The commands of all checks, each once. */
function commandsOf(members: readonly Member[]): string[] {
  const checks = members.flatMap(({ view }) => checksOf(view.task));
  return [...new Set(checks.flatMap((check) => (check.kind === 'command' ? [check.command] : [])))];
}
