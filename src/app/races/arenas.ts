import { TaskError } from '../../core/errors';
import { racerNames } from '../../core/races/racerNames';
import type { GroupState } from '../../core/groups/foldGroup';
import type { Git } from '../../core/worktrees/gitPorts';
import type { ChosenHunk, GroupId, HunkLines, RaceGlance, RaceOffer, TaskId, TaskView } from '../../protocol';
import { Compositions, type Contest } from './compositions';
import type { FleetActs } from '../fleet/fleet';
import type { GroupStore } from '../tasks/groupStore';
import type { MadeTasks } from '../tasks/madeTasks';
import { ReviewedChanges } from '../reviews/reviewedChanges';
import type { TaskStore } from '../tasks/taskStore';

interface Deps {
  git: Git;
  store: Pick<TaskStore, 'current'>;
  groups: GroupStore;
  made: Pick<MadeTasks, 'create'>;
  fleet: Pick<FleetActs, 'submit'>;
}

/** What a person does with the racers of a race beside each other: hide who is who, and take of each what is best. */
export class Arenas {
  private readonly compositions: Compositions;

  constructor(private readonly deps: Deps) {
    this.compositions = new Compositions({ git: deps.git, changes: new ReviewedChanges(deps.git) });
  }

  /** Every race that began, the newest first, with what its racers are called. */
  glances(): RaceGlance[] {
    return [...this.deps.groups.current.values()].flatMap((state) => glanceOf(state) ?? []).reverse();
  }

  /** Who is who is hidden on every surface, or shown again. */
  async blind(groupId: GroupId, isBlind: boolean): Promise<void> {
    if (this.deps.groups.get(groupId).arena.isBlind !== isBlind) {
      await this.deps.groups.append(groupId, { type: 'race.blinded', isBlind });
    }
  }

  /** What can be taken of the racers, and what stands against what was chosen. Throws `GitError`, `StoreError`. */
  offer(groupId: GroupId): Promise<RaceOffer> {
    return this.compositions.offer(this.contest(groupId), this.deps.groups.get(groupId).arena.chosen);
  }

  /** The lines of all that racers did to a file. Throws `GitError`, `StoreError`. */
  lines(groupId: GroupId, path: string): Promise<HunkLines[]> {
    return this.compositions.lines(this.contest(groupId), path);
  }

  /** Journals that these places are taken, or left again. */
  async take(groupId: GroupId, hunks: ChosenHunk[], isTaken: boolean): Promise<void> {
    await this.deps.groups.append(groupId, { type: 'race.chosen', hunks, isTaken });
  }

  /**
   * Makes what was chosen the change of a task of its own, whose checks run before it can be applied. Throws
   * `TaskError('not-possible-now')` as `Compositions.commit` does.
   */
  async compose(groupId: GroupId): Promise<TaskId> {
    const { groups, made, fleet } = this.deps;
    const state = groups.get(groupId);
    const { group, arena } = state;
    const contest = this.contest(groupId);
    const { commit, from } = await this.compositions.commit(contest, arena.chosen, `Composed: ${group.title}`);
    const [most] = from;
    const like = contest.racers.find(({ task }) => task.id === most);
    if (like === undefined) {
      throw new TaskError('not-possible-now', 'Not composed: the agent that most of it is of is not there any more.');
    }
    const names = namesOf(state);
    const { task } = await made.create({
      ...{ title: `Composed: ${group.title}`, prompt: group.prompt, like: like.task, point: group.point, commit },
      from: from.map((taskId) => ({ taskId, label: names.get(taskId) ?? taskId })),
      group: { groupId, kind: 'race', label: 'Composed' },
    });
    await groups.append(groupId, { type: 'race.composed', taskId: task.id, commit, hunks: arena.chosen });
    await fleet.submit(task.id);
    return task.id;
  }

  private contest(groupId: GroupId): Contest {
    const { group, race } = this.deps.groups.get(groupId);
    const racers = (race.plan?.racers ?? []).flatMap(({ taskId }): TaskView[] => {
      const view = this.deps.store.current.get(taskId);
      return view === undefined ? [] : [view];
    });
    return { root: group.root, point: group.point, racers };
  }
}

function namesOf({ group, race, arena }: GroupState): ReadonlyMap<TaskId, string> {
  return racerNames({ groupId: group.id, candidates: race.plan?.racers ?? [] }, arena.isBlind);
}

function glanceOf(state: GroupState): RaceGlance | null {
  const { group, race, arena } = state;
  return race.plan === null
    ? null
    : { groupId: group.id, title: group.title, isBlind: arena.isBlind, names: Object.fromEntries(namesOf(state)) };
}
