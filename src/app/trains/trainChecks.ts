import type { Joining } from '../../core/train/foldPorts';
import type { TrainStep } from '../../core/train/nextTrainStep';
import type { Carried, TrainState } from '../../core/train/trainState';
import type { Git } from '../../core/worktrees/gitPorts';
import type { GroupEntryBody, ObjectName, Receipt, TaskId, TaskView, TrainCheck } from '../../protocol';
import type { TrainTells } from './trainTells';
import type { Tryouts } from '../bases/tryouts';

interface Deps {
  git: Pick<Git, 'fold' | 'treeOf' | 'conflictPlaces' | 'commitTree'>;
  store: { get(taskId: TaskId): TaskView };
  tryouts: Pick<Tryouts, 'run'>;
}

interface Of {
  append: (body: GroupEntryBody) => Promise<unknown>;
  until: (isTrue: () => boolean) => Promise<void>;
  signal: AbortSignal;
  tells: Pick<TrainTells, 'meeting'>;
}

/** Joins some of the results and runs the checks on what that makes. */
export class TrainChecks {
  constructor(
    private readonly deps: Deps,
    private readonly of: Of,
  ) {}

  /** Journals the verdict; of a whole that can't be joined, who is in the way instead. */
  async check(state: TrainState, { cars, isWhole }: Extract<TrainStep, { kind: 'check' }>): Promise<void> {
    const { train } = state;
    const { git } = this.deps;
    const changes = cars.map(({ carriage }) => carriage);
    const joinings = await git.fold(train.root, train.base.snapshot, changes);
    const taskIds = changes.map(({ taskId }) => taskId);
    const tree = joinings.findLast((each) => each.kind === 'clean')?.tree ?? (await this.baseTree(state));
    const { trainId } = train;
    if (joinings.every(({ kind }) => kind === 'clean')) {
      const { receipts, isKnown } = await this.receipts(state, cars, tree);
      const isGreen = receipts.length === train.commands.length && receipts.every(({ exitCode }) => exitCode === 0);
      const check = { taskIds, tree, verdict: isGreen ? 'green' : 'red', receipts, isKnown } as const;
      await this.of.append({ type: 'train.checked', trainId, check });
    } else if (isWhole) {
      await this.leave(state, cars, joinings);
    } else {
      const check: TrainCheck = { taskIds, tree, verdict: 'conflict', receipts: [], isKnown: true };
      await this.of.append({ type: 'train.checked', trainId, check });
    }
  }

  private baseTree({ train }: TrainState): Promise<ObjectName> {
    return this.deps.git.treeOf(train.root, train.base.snapshot);
  }

  /** Each that did not join is told so, or left out, with the places and those of the joined that it meets there. */
  private async leave(state: TrainState, cars: readonly Carried[], joinings: readonly Joining[]): Promise<void> {
    const { train } = state;
    let onto = await this.baseTree(state);
    const inside: TaskId[] = [];
    for (const [at, car] of cars.entries()) {
      const { carriage } = car;
      const joining = joinings[at];
      if (joining?.kind === 'clean') {
        onto = joining.tree;
        inside.push(carriage.taskId);
      } else {
        const places = await this.deps.git.conflictPlaces(train.root, onto, carriage);
        const met = train.conflicts.filter(({ between }) => between.includes(carriage.taskId));
        const others = inside.filter((taskId) => met.some(({ between }) => between.includes(taskId)));
        const why = { kind: 'conflict', with: others, places } as const;
        await this.of.tells.meeting(state, car, why, onto);
      }
    }
  }

  /** What is known of exactly this tree is not run again. */
  private async receipts(
    { train, checks }: TrainState,
    cars: readonly Carried[],
    tree: ObjectName,
  ): Promise<{ receipts: Receipt[]; isKnown: boolean }> {
    const { commands, root, base } = train;
    const known = checks.find((check) => check.tree === tree && check.verdict !== 'conflict')?.receipts;
    const own = cars.flatMap(({ carriage }) => ownReceipts(this.deps.store.get(carriage.taskId), commands, tree));
    const found = commands.length === 0 ? [] : (known ?? own[0]);
    if (found !== undefined) {
      return { receipts: found, isKnown: true };
    }
    const commit = await this.deps.git.commitTree(root, { tree, parents: [base.snapshot], message: 'Joined results' });
    const host = await this.host(
      train.carriages.map(({ taskId }) => taskId),
      cars,
    );
    return { receipts: await this.deps.tryouts.run(host, { commit, commands }, this.of.signal), isKnown: false };
  }

  /** Where the checks run: the place of the last that joined, or of another that is complete now. */
  private async host(all: readonly TaskId[], cars: readonly Carried[]): Promise<TaskId> {
    const wished = [...cars.map(({ carriage }) => carriage.taskId).toReversed(), ...all];
    const free = (): TaskId | undefined => wished.find((taskId) => isAtRest(this.deps.store.get(taskId)));
    await this.of.until(() => free() !== undefined);
    return free() ?? this.host(all, cars);
  }
}

function isAtRest({ state, app }: TaskView): boolean {
  return state.kind === 'complete' && app.landing.kind !== 'discarded';
}

/** The agent's own proof, where it is of all these commands on this tree. */
function ownReceipts({ run }: TaskView, commands: readonly string[], tree: ObjectName): Receipt[][] {
  const { outcome } = run;
  const all = outcome?.kind === 'verified' ? (outcome.receipts ?? [outcome.receipt]) : [];
  const found = commands.map((command) => all.find((each) => each.command === command && each.tree === tree));
  const receipts = found.filter((receipt) => receipt !== undefined);
  return receipts.length === commands.length ? [receipts] : [];
}
