import { TaskError } from '../../core/errors';
import type { Clock, Ids } from '../../core/ports';
import { judgePrompt, type JudgedSide } from '../../core/races/judged';
import { candidateLine } from '../../core/races/raceLabels';
import { inRace } from '../../core/races/racerTask';
import { english } from '../../core/translate';
import type { Git } from '../../core/worktrees/gitPorts';
import {
  type Candidate,
  type Group,
  type GroupId,
  type Judgement,
  type ModelRef,
  type RacePlan,
  type RaceView,
  Task,
  type TaskId,
  type TaskView,
} from '../../protocol';
import type { Drafts } from '../tasks/drafts';
import type { FleetActs } from '../fleet/fleet';
import type { GroupStore } from '../tasks/groupStore';
import { TaskQueue } from '../tasks/taskQueue';
import type { TaskStore } from '../tasks/taskStore';

interface Deps {
  git: Pick<Git, 'patch'>;
  store: Pick<TaskStore, 'current' | 'append' | 'catchUp'>;
  groups: Pick<GroupStore, 'get' | 'append'>;
  drafts: Pick<Drafts, 'record'>;
  fleet: Pick<FleetActs, 'submit'>;
  clock: Pick<Clock, 'now'>;
  ids: Pick<Ids, 'taskId'>;
}

/** Asks a model which of two results it would take, by tasks that only read and answer, from the race's budget. */
export class RaceJudges {
  private readonly turns = new TaskQueue<GroupId>();

  constructor(private readonly deps: Deps) {}

  /**
   * Journals who is asked about whom, and asks about the two in both orders; the best two by rank unless they are named.
   * Throws `TaskError('not-possible-now')` where there are no two results.
   */
  async ask(view: RaceView, model: ModelRef, pair?: readonly [TaskId, TaskId]): Promise<void> {
    const { groups, ids } = this.deps;
    const [one, other] = pairOf(view, pair);
    const judgements: Judgement[] = [
      { taskId: ids.taskId(), first: one.taskId, second: other.taskId },
      { taskId: ids.taskId(), first: other.taskId, second: one.taskId },
    ];
    await groups.append(view.groupId, { type: 'race.judging', model, judgements });
    await this.finish(view);
  }

  /** Whether `finish` has something to do. */
  isOpen(groupId: GroupId): boolean {
    const { judge } = this.deps.groups.get(groupId).race;
    const views = judge?.judgements.map(({ taskId }) => this.deps.store.current.get(taskId)) ?? [];
    return views.some((view) => view === undefined || isAnswered(view));
  }

  /** Makes the judge's tasks that the journal names and that are not there, and puts away those that have answered. */
  finish(view: RaceView): Promise<void> {
    return this.turns.run(view.groupId, () => this.makeAll(view));
  }

  private async makeAll({ groupId, candidates }: RaceView): Promise<void> {
    const { groups, store, drafts, fleet } = this.deps;
    const { group, race } = groups.get(groupId);
    const { plan, judge } = race;
    if (plan === null || judge === null) {
      return;
    }
    for (const judgement of judge.judgements) {
      if (!store.current.has(judgement.taskId)) {
        await store.catchUp(judgement.taskId);
      }
      const view = store.current.get(judgement.taskId);
      const sides = [judgement.first, judgement.second].map((id) => candidates.find(({ taskId }) => taskId === id));
      const [first, second] = await Promise.all(sides.map((side) => this.side(group, side)));
      if (view === undefined && first !== undefined && second !== undefined) {
        const prompt = judgePrompt(group.prompt, first, second);
        await drafts.record(this.task(group, plan, { judgement, model: judge.model, prompt }));
        await fleet.submit(judgement.taskId);
      } else if (view !== undefined && isAnswered(view)) {
        await store.append(judgement.taskId, { type: 'archived' });
      }
    }
  }

  private async side(group: Group, candidate: Candidate | undefined): Promise<JudgedSide | undefined> {
    if (candidate?.change === null || candidate === undefined) {
      return undefined;
    }
    const patch = await this.deps.git.patch(group.root, group.point.snapshot, candidate.change.tree);
    return { facts: candidateLine({ ...candidate, microUsd: 0, tokens: 0 }, english), patch };
  }

  private task(
    group: Group,
    { task, cap }: RacePlan,
    { judgement, model, prompt }: { judgement: Judgement; model: ModelRef; prompt: string },
  ): Task {
    return Task.parse({
      ...task,
      id: judgement.taskId,
      title: `Judge of ${task.title}`.slice(0, 120),
      slug: 'judge',
      prompt,
      verify: null,
      checks: undefined,
      diagnostics: undefined,
      mode: 'ask',
      approve: 'deny',
      engine: { kind: 'model', model },
      createdAt: this.deps.clock.now().toISOString(),
      ...inRace(group, cap, 'Judge'),
    });
  }
}

/** And not put away yet. */
function isAnswered({ state, app }: TaskView): boolean {
  return state.kind === 'complete' && !app.marks.archived;
}

/** Throws where there are no two results to compare. */
function pairOf({ candidates, ranking }: RaceView, pair?: readonly [TaskId, TaskId]): [Candidate, Candidate] {
  const ranked = ranking.ranked.filter(({ tier }) => tier !== 'unfinished').map(({ taskId }) => taskId);
  const wanted = pair ?? ranked.slice(0, 2);
  const [one, other] = wanted.flatMap((id) =>
    candidates.filter(({ taskId, change }) => taskId === id && change !== null),
  );
  if (one === undefined || other === undefined) {
    throw new TaskError('not-possible-now', 'The judge was not asked: there are no two results to compare.', {
      hint: 'Wait until two racers are complete.',
    });
  }
  return [one, other];
}
