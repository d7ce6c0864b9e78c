import { AppError } from '../../core/errors';
import { conflictMarks } from '../../core/landing/conflictMarks';
import type { LetterBox } from '../../core/letterPorts';
import type { Ids } from '../../core/ports';
import { mendingStart } from '../../core/train/mendingText';
import { mayBeAsked } from '../../core/train/nextTrainStep';
import type { Carried, TrainState } from '../../core/train/trainState';
import type { Git } from '../../core/worktrees/gitPorts';
import type { GroupEntryBody, LeftOutWhy, ObjectName, RunnerEvent, TaskId, TaskView } from '../../protocol';
import type { FleetActs } from '../fleet/fleet';
import type { TaskStore } from '../tasks/taskStore';
import { meetingOf, messageTo } from './trainMessages';

type WhyOf<K extends LeftOutWhy['kind']> = Extract<LeftOutWhy, { kind: K }>;

interface Deps {
  git: Pick<Git, 'patch' | 'mergeWithMarks' | 'commitTree' | 'changes' | 'show'>;
  store: Pick<TaskStore, 'get' | 'events' | 'catchUp'>;
  fleet: Pick<FleetActs, 'message' | 'update'>;
  files: { readonly letters: Pick<LetterBox, 'waiting'> };
  ids: Pick<Ids, 'short'>;
}

interface Of {
  append: (body: GroupEntryBody) => Promise<unknown>;
  until: (isTrue: () => boolean) => Promise<void>;
}

/** What agents are told when their change does not go together with those of others, and what they make of it. */
export class TrainTells {
  constructor(
    private readonly deps: Deps,
    private readonly of: Of,
  ) {}

  /** Of a check that is red. */
  async red(state: TrainState, car: Carried, why: WhyOf<'red'>): Promise<void> {
    await this.tell(state, car, why, async (mark) => ({ text: await messageTo(this.deps, state, { mark, why }) }));
  }

  /** Of a change that does not merge with the tree `onto`, which holds those of the others: it gets that, to resolve it there. */
  async meeting(state: TrainState, car: Carried, why: WhyOf<'conflict'>, onto: ObjectName): Promise<void> {
    const { train } = state;
    const { git } = this.deps;
    if (!mayBeAsked(state, car)) {
      await this.leave(state, car, why);
      return;
    }
    await this.tell(state, car, why, async (mark) => {
      const text = await meetingOf(this.deps, state, { mark, why, car, onto });
      const { head, headName } = train.base;
      const commit = { tree: onto, parents: [train.base.snapshot], message: 'Joined results' };
      const snapshot = await git.commitTree(train.root, commit);
      const uncommitted = head === null ? 0 : (await git.changes(train.root, head, onto)).length;
      return { text, onto: { snapshot, head, headName, uncommitted } };
    });
  }

  /** What arrived follows from the agent's own journal, so after a crash nothing is said twice. */
  async send({ train: { trainId } }: TrainState, { carriage: { taskId }, standing }: Carried): Promise<void> {
    if (standing.kind !== 'telling') {
      return;
    }
    const { store } = this.deps;
    const start = mendingStart(standing.mark);
    const arrived = (): RunnerEvent | undefined =>
      store.events(taskId).find((event) => event.seq > standing.afterSeq && isTold(event, start));
    await store.catchUp(taskId);
    try {
      if (arrived() === undefined) {
        await this.say(taskId, standing, start);
      }
      await this.of.until(() => arrived() !== undefined || goneOf(store.get(taskId)) !== null);
    } catch (error) {
      if (!(error instanceof AppError)) {
        throw error;
      }
      const why = { kind: 'gone', said: error.message.slice(0, 500) } as const;
      await this.of.append({ type: 'train.left', trainId, taskId, why });
      return;
    }
    const eventSeq = arrived()?.seq;
    await this.of.append(
      eventSeq === undefined
        ? { type: 'train.left', trainId, taskId, why: standing.why }
        : { type: 'train.told', trainId, taskId, eventSeq },
    );
  }

  /** An agent is complete anew. A person may have taken what its own check for open conflicts was red of. */
  async mended(state: TrainState, car: Carried, tree: ObjectName | null): Promise<void> {
    const { trainId } = state.train;
    const { carriage, standing } = car;
    const { taskId } = carriage;
    const snapshot = this.deps.store.get(taskId).app.workspace?.repos[0].snapshot;
    if (tree === null || snapshot === undefined || tree === carriage.tree) {
      const said = 'It changed nothing when it was asked to mend what broke.';
      await this.leave(state, car, { kind: 'gone', said });
      return;
    }
    const why = standing.kind === 'mending' && standing.why.kind === 'conflict' ? standing.why : null;
    if (why !== null && (await this.isStillMarked(state, car, { why, snapshot, tree }))) {
      await this.leave(state, car, why);
    } else {
      await this.of.append({ type: 'train.mended', trainId, carriage: { ...carriage, snapshot, tree } });
    }
  }

  private async isStillMarked(
    { train: { root } }: TrainState,
    { carriage }: Carried,
    { why, snapshot, tree }: { why: WhyOf<'conflict'>; snapshot: ObjectName; tree: ObjectName },
  ): Promise<boolean> {
    for (const path of new Set(why.places.map((place) => place.path))) {
      const of = [tree, carriage.tree, snapshot].map((each) => this.deps.git.show(root, each, path));
      const [now = null, ...sides] = await Promise.all(of);
      if (now !== null && conflictMarks(now, sides) > 0) {
        return true;
      }
    }
    return false;
  }

  /** A command has nobody in it who could mend anything. */
  private async tell(
    state: TrainState,
    car: Carried,
    why: WhyOf<'red' | 'conflict'>,
    write: (mark: string) => Promise<Pick<Extract<GroupEntryBody, { type: 'train.telling' }>, 'text' | 'onto'>>,
  ): Promise<void> {
    const { taskId } = car.carriage;
    const { task, app, run } = this.deps.store.get(taskId);
    if (task.engine.kind === 'command' || app.landing.kind !== 'none') {
      await this.leave(state, car, why);
      return;
    }
    const mark = this.deps.ids.short();
    const said = await write(mark);
    const { trainId } = state.train;
    await this.of.append({ type: 'train.telling', trainId, taskId, why, mark, ...said, afterSeq: run.seq });
  }

  private async say(
    taskId: TaskId,
    { text, onto }: Extract<Carried['standing'], { kind: 'telling' }>,
    start: string,
  ): Promise<void> {
    const { fleet, files } = this.deps;
    if (onto !== undefined) {
      await fleet.update(taskId, 'resolve', undefined, { base: onto, note: text });
      return;
    }
    const waiting = await files.letters.waiting(taskId);
    if (!waiting.some(({ said }) => said.type === 'message' && said.text.startsWith(start))) {
      await fleet.message(taskId, text);
    }
  }

  private async leave({ train: { trainId } }: TrainState, { carriage }: Carried, why: LeftOutWhy): Promise<void> {
    await this.of.append({ type: 'train.left', trainId, taskId: carriage.taskId, why });
  }
}

function isTold(event: RunnerEvent, start: string): boolean {
  if (event.type === 'updated') {
    return event.note?.startsWith(start) === true;
  }
  return (event.type === 'user.message' || event.type === 'message.queued') && event.text.startsWith(start);
}

/** Why an agent will not be complete again by itself. */
export function goneOf({ state, app }: Pick<TaskView, 'state' | 'app'>): string | null {
  if (app.landing.kind === 'discarded') {
    return 'It was discarded.';
  }
  if (state.kind === 'failed') {
    return 'It failed.';
  }
  return state.kind === 'stopped' && state.by === 'user' ? 'It was stopped.' : null;
}
