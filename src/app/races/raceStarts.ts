import { TaskError } from '../../core/errors';
import type { Ids } from '../../core/ports';
import { racerLabels } from '../../core/races/racerLabels';
import { racerTask } from '../../core/races/racerTask';
import type { Git } from '../../core/worktrees/gitPorts';
import {
  type Budget,
  type Group,
  GroupId,
  type ModelRef,
  mostRacers,
  type Racer,
  RacePlan,
  type Task,
} from '../../protocol';
import type { Drafts, NewTask } from '../tasks/drafts';
import type { FleetActs } from '../fleet/fleet';
import type { GroupStore } from '../tasks/groupStore';
import type { HeldGroups } from '../tasks/heldGroups';
import { StartingPoints } from '../tasks/startingPoints';
import { taskRefs } from '../tasks/taskRefs';
import { TaskQueue } from '../tasks/taskQueue';
import type { TaskStore } from '../tasks/taskStore';

/** A race as it is asked for: what every racer does, and who they are. `name` is the model as the person wrote it. */
export interface RaceRequest extends Omit<NewTask, 'engine' | 'sharedBudget'> {
  racers: readonly { name: string; model: ModelRef }[];
  /** Of all together; null: each has its own budget only. */
  cap: Budget | null;
}

interface Deps {
  git: Git;
  store: Pick<TaskStore, 'current' | 'catchUp'>;
  groups: GroupStore;
  held: Pick<HeldGroups, 'within'>;
  drafts: Pick<Drafts, 'plan' | 'record'>;
  fleet: Pick<FleetActs, 'submit'>;
  ids: Pick<Ids, 'taskId'>;
}

/** Makes races, and finishes making those that were cut off. */
export class RaceStarts {
  private readonly points: StartingPoints;
  private readonly turns = new TaskQueue<GroupId>();

  constructor(private readonly deps: Deps) {
    this.points = new StartingPoints(deps);
  }

  /**
   * Takes one snapshot, journals who is to start from it, and only then makes their tasks and starts all of them.
   * Throws `TaskError` or `GitError`, and then there is no race.
   */
  async start(request: RaceRequest): Promise<GroupId> {
    const { groups, held, ids } = this.deps;
    const { racers, cap, ...asked } = request;
    refuse(request);
    const task = await this.planned(asked, racers);
    const groupId = GroupId.parse(ids.taskId());
    const group = await this.group(groupId, task);
    const labels = racerLabels(racers.map(({ name }) => name));
    const plan = RacePlan.parse({
      racers: racers.map(({ model }, at) => ({ taskId: ids.taskId(), label: labels[at], model })),
      task,
      cap,
    });
    await groups.append(groupId, { type: 'group.created', group });
    await held.within(groupId, async () => {
      await groups.append(groupId, { type: 'race.started', plan });
      await this.finish(groupId);
    });
    return groupId;
  }

  /** Whether `finish` has something to do. */
  isOpen(groupId: GroupId): boolean {
    const { plan, isMade } = this.deps.groups.get(groupId).race;
    return plan !== null && !isMade;
  }

  /** Makes the racers that the journal names and that are not there, and starts all of them. */
  finish(groupId: GroupId): Promise<void> {
    return this.turns.run(groupId, () => this.makeAll(groupId));
  }

  private async makeAll(groupId: GroupId): Promise<void> {
    const { groups, fleet } = this.deps;
    const { group, race } = groups.get(groupId);
    const { plan, isMade } = race;
    if (plan === null || isMade) {
      return;
    }
    await Promise.all(plan.racers.map((racer) => this.make(group, plan, racer)));
    await groups.append(groupId, { type: 'race.made' });
    await Promise.all(plan.racers.map(({ taskId }) => fleet.submit(taskId)));
  }

  /** The snapshot is kept by each racer from the moment it is there. */
  private async make(group: Group, plan: RacePlan, racer: Racer): Promise<void> {
    const { store, drafts, git } = this.deps;
    if (!store.current.has(racer.taskId)) {
      await store.catchUp(racer.taskId);
    }
    if (!store.current.has(racer.taskId)) {
      await git.updateRef(group.root, taskRefs.snapshot(racer.taskId), group.point.snapshot);
      await drafts.record(racerTask(group, plan, racer));
    }
  }

  /** What the tasks have in common, without the key of any of the models in it. */
  private async planned(request: Omit<NewTask, 'engine'>, racers: RaceRequest['racers']): Promise<Task> {
    const [first, ...others] = racers.map(({ model }) => ({ kind: 'model', model }) as const);
    if (first === undefined) {
      throw noRacers();
    }
    let task = await this.deps.drafts.plan({ ...request, engine: first });
    for (const engine of others) {
      const { title, prompt, verify } = task;
      task = await this.deps.drafts.plan({ ...request, title, prompt, verify, engine });
    }
    return task;
  }

  /** The snapshot is taken here, once. */
  private async group(groupId: GroupId, task: Task): Promise<Group> {
    const { git } = this.deps;
    const { title, prompt, createdAt } = task;
    const { root } = task.repos[0];
    const options = { signal: new AbortController().signal, onStep: () => undefined };
    const point = await this.points.find(task, await git.facts(root), options);
    return { id: groupId, kind: 'race', title, prompt, root, point, createdAt };
  }
}

function refuse({ racers, place, mode }: RaceRequest): void {
  if (racers.length === 0) {
    throw noRacers();
  }
  if (racers.length > mostRacers) {
    const message = `Not started: a race has at most ${mostRacers} racers, not ${racers.length}.`;
    throw new TaskError('not-possible-now', message, { hint: 'Leave out some models.' });
  }
  if (place === 'here' || mode === 'ask') {
    const why = place === 'here' ? 'in the checkout itself' : 'that only asks';
    throw new TaskError('not-possible-now', `Not started: a race is not possible with a task ${why}.`, {
      hint: 'Let each racer work in a worktree of its own.',
    });
  }
}

function noRacers(): TaskError {
  return new TaskError('not-possible-now', 'Not started: the race has no models.', {
    hint: 'Name one or more models, such as: claude-sonnet, gpt-5.',
  });
}
