import { TaskError } from '../../core/errors';
import { modelNamed } from '../../core/models/modelNames';
import { raceView } from '../../core/races/raceView';
import type { Candidate, GroupId, ModelRef, RaceView, RunnerEvent, TaskId } from '../../protocol';
import type { FleetActs } from '../fleet/fleet';
import type { GroupStore } from '../tasks/groupStore';
import type { HeldGroups } from '../tasks/heldGroups';
import type { RaceHalvings } from './raceHalvings';
import type { RaceJudges } from './raceJudges';
import type { RaceMatrix } from './raceMatrix';
import type { RaceRequest, RaceStarts } from './raceStarts';
import type { TaskStore } from '../tasks/taskStore';

interface Deps {
  store: Pick<TaskStore, 'current' | 'events'>;
  groups: GroupStore;
  held: HeldGroups;
  starts: RaceStarts;
  matrix: RaceMatrix;
  judges: RaceJudges;
  halvings: RaceHalvings;
  fleet: Pick<FleetActs, 'apply' | 'discard' | 'restore'>;
}

/** Several agents at the same task, for the best of their results. */
export class Races {
  constructor(private readonly deps: Deps) {}

  /** All that began, the newest first. */
  list(): RaceView[] {
    const views = [...this.deps.groups.current.keys()].flatMap((groupId) => this.find(groupId) ?? []);
    return views.sort((a, b) => b.groupId.localeCompare(a.groupId));
  }

  /** Throws `TaskError('unknown')` where there is no such race. */
  view(groupId: GroupId): RaceView {
    const view = this.find(groupId);
    if (view === null) {
      throw new TaskError('not-possible-now', `There is no race ${groupId}.`);
    }
    return view;
  }

  /** See `RaceStarts.start`. */
  start(request: RaceRequest): Promise<GroupId> {
    return this.deps.starts.start(request);
  }

  /**
   * Goes on with what there is to do for a race at once, while no other process does: racers that a crash kept from being
   * made, what is to be stopped and measured, and the judge. `halves`: racers behind are stopped without a question.
   */
  async tend(groupId: GroupId, { halves }: { halves: boolean }): Promise<void> {
    const { groups, held, starts, halvings, matrix, judges } = this.deps;
    const mayHalve = (): boolean => halves && (this.find(groupId)?.halving.length ?? 0) > 0;
    const isStopping = groups.get(groupId).race.unstopped.length > 0;
    const isOpen = starts.isOpen(groupId) || judges.isOpen(groupId) || matrix.isUnmeasured(groupId);
    if (!isOpen && !isStopping && !mayHalve()) {
      return;
    }
    await held.within(groupId, async () => {
      await starts.finish(groupId);
      await halvings.finish(groupId);
      await matrix.measure(groupId);
      if (mayHalve()) {
        await halvings.stop(groupId, this.view(groupId).halving, 'setting');
      }
      await judges.finish(this.view(groupId));
    });
  }

  /** Runs the open cells of the matrix, while no other process does. See `RaceMatrix.fill`. */
  async fill(groupId: GroupId, signal: AbortSignal): Promise<void> {
    const { held, matrix } = this.deps;
    const view = this.find(groupId);
    if (view !== null && view.matrix.isOn && view.matrix.open > 0) {
      await held.within(groupId, () => matrix.fill(groupId, signal));
    }
  }

  /** Whether the tests of each are run on the code of the others; turning it on runs again what could not be run. */
  async crossTest(groupId: GroupId, isOn: boolean): Promise<void> {
    await this.deps.groups.append(groupId, { type: 'race.matrix', isOn });
  }

  /** Stops the racers at work that are behind, as far as some are. Their work is kept, and they can go on later. */
  halve(groupId: GroupId): Promise<void> {
    return this.deps.halvings.stop(groupId, this.view(groupId).halving, 'person');
  }

  /** See `RaceJudges.ask`. */
  judge(groupId: GroupId, model: ModelRef, pair?: readonly [TaskId, TaskId]): Promise<void> {
    return this.deps.judges.ask(this.view(groupId), model, pair);
  }

  /**
   * The racer that a person names in the newest race of a repository: by its label, by its model, or by another name of
   * that, which `meant` knows. Throws `TaskError('not-possible-now')` where that is not one racer.
   */
  winner(
    name: string,
    root: string,
    meant: (name: string) => ModelRef | null = modelNamed,
  ): { race: RaceView; candidate: Candidate } {
    const race = this.list().find((each) => each.root === root);
    if (race === undefined) {
      throw new TaskError('not-possible-now', 'There is no race in this repository.', {
        hint: 'Start one with /best-of-n.',
      });
    }
    const found = namedIn(race.candidates, name.trim(), meant);
    const [candidate] = found;
    if (candidate === undefined || found.length > 1) {
      const labels = (found.length > 1 ? found : race.candidates).map(({ label }) => label).join(', ');
      const what = found.length > 1 ? `${found.length} racers` : 'no racer';
      throw new TaskError('not-possible-now', `Nothing was applied: “${name}” names ${what} of ${race.title}.`, {
        hint: `Say which: ${labels}.`,
      });
    }
    return { race, candidate };
  }

  /** Journals the choice and applies that racer's change, as the apply of any task. */
  async apply(groupId: GroupId, taskId: TaskId): Promise<void> {
    await this.choose(groupId, taskId);
    await this.deps.fleet.apply(taskId);
  }

  /** For who applies the racer's change in another way: a part of it, or as commits. */
  async choose(groupId: GroupId, taskId: TaskId): Promise<void> {
    if (this.view(groupId).won !== taskId) {
      await this.deps.groups.append(groupId, { type: 'race.won', taskId });
    }
  }

  /** Those that *Discard the others* takes away: all racers but this one that are there. */
  others(groupId: GroupId, kept: TaskId): Candidate[] {
    const isThere = ({ state, landing }: Candidate): boolean => state !== null && landing === 'none';
    return this.view(groupId).candidates.filter((candidate) => candidate.taskId !== kept && isThere(candidate));
  }

  /** One act; each of them comes back as any discarded task does, and all with `restoreOthers`. */
  async discardOthers(groupId: GroupId, kept: TaskId): Promise<void> {
    const taskIds = this.others(groupId, kept).map(({ taskId }) => taskId);
    if (taskIds.length > 0) {
      await this.deps.groups.append(groupId, { type: 'race.discarding', taskIds });
      await Promise.all(taskIds.map((taskId) => this.deps.fleet.discard(taskId)));
    }
  }

  /** Brings back what was discarded as the others, as far as it can be; resolves with how many came back. */
  async restoreOthers(groupId: GroupId): Promise<number> {
    const { groups, store, fleet } = this.deps;
    const gone = groups.get(groupId).race.discarding.filter((taskId) => {
      const landing = store.current.get(taskId)?.app.landing;
      return landing?.kind === 'discarded' && !landing.expired;
    });
    await Promise.all(gone.map((taskId) => fleet.restore(taskId)));
    return gone.length;
  }

  private find(groupId: GroupId): RaceView | null {
    const { groups, store } = this.deps;
    const { group, race } = groups.get(groupId);
    return raceView(group, race, { views: store.current, answerOf: (taskId) => lastText(store.events(taskId)) });
  }
}

function namedIn(
  candidates: readonly Candidate[],
  name: string,
  meant: (name: string) => ModelRef | null,
): readonly Candidate[] {
  const wanted = name.toLowerCase();
  const model = meant(name);
  const rules: ((candidate: Candidate) => boolean)[] = [
    ({ label }) => label.toLowerCase() === wanted,
    ({ label }) => label.toLowerCase().replace(/ #\d+$/, '') === wanted,
    (candidate) => candidate.model.name === name || `${candidate.model.provider}/${candidate.model.name}` === name,
    (candidate) => model !== null && candidate.model.provider === model.provider && candidate.model.name === model.name,
  ];
  return rules.map((rule) => candidates.filter(rule)).find((found) => found.length > 0) ?? [];
}

function lastText(events: readonly RunnerEvent[]): string | null {
  const last = events.findLast((event) => event.type === 'message.end' && event.text.trim() !== '');
  return last?.type === 'message.end' ? last.text : null;
}
