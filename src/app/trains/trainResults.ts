import { checkLabel, checksOf } from '../../core/checks/checks';
import { TaskError } from '../../core/errors';
import { lineTotals } from '../../core/labels/labels';
import { addedTests } from '../../core/train/addedTests';
import type { Carried, TrainState } from '../../core/train/trainState';
import type { Git } from '../../core/worktrees/gitPorts';
import type {
  Carriage,
  Check,
  FileChange,
  GroupEntryBody,
  GroupId,
  ObjectName,
  Task,
  TaskId,
  TaskView,
  TrainShare,
} from '../../protocol';
import type { FleetActs } from '../fleet/fleet';
import type { MadeTasks } from '../tasks/madeTasks';

interface Deps {
  git: Pick<Git, 'fold' | 'commitTree' | 'changes' | 'show'>;
  store: { readonly current: ReadonlyMap<TaskId, TaskView>; get(taskId: TaskId): TaskView };
  made: Pick<MadeTasks, 'create'>;
  fleet: Pick<FleetActs, 'submit'>;
}

interface Of {
  append: (body: GroupEntryBody) => Promise<unknown>;
  groupId: GroupId;
}

/** Makes a task of what was joined: a commit for each agent, and the last one's files as the task's change. */
export class TrainResults {
  constructor(
    private readonly deps: Deps,
    private readonly of: Of,
  ) {}

  /** A task that was made before a crash is found again by its files. */
  async make(state: TrainState, cars: readonly Carried[]): Promise<void> {
    const { trainId } = state.train;
    if (cars.length === 0) {
      await this.of.append({ type: 'train.done', trainId, taskId: null });
      return;
    }
    if (state.making === null) {
      const [commit, shares] = await Promise.all([this.seal(state, cars), this.shares(state, cars)]);
      await this.of.append({ type: 'train.making', trainId, commit, shares });
      return;
    }
    const { commit } = state.making;
    const present = [...this.deps.store.current.values()].find(
      ({ task }) => task.base?.kind === 'point' && task.base.content === commit,
    );
    const { task } = present ?? (await this.create(state, cars, commit));
    await this.deps.fleet.submit(task.id);
    await this.of.append({ type: 'train.done', trainId, taskId: task.id });
  }

  private create({ train }: TrainState, cars: readonly Carried[], commit: ObjectName): Promise<TaskView> {
    const from = cars.map(({ carriage }) => carriage);
    const tasks = from.map(({ taskId }) => this.deps.store.get(taskId).task);
    return this.deps.made.create({
      title: train.title,
      prompt: promptOf(train.title, from, tasks),
      like: likeAll(tasks),
      point: train.base,
      commit,
      hasCommits: true,
      from: from.map(({ taskId, label }) => ({ taskId, label })),
    });
  }

  /** One commit for each, the first on what all of them are joined onto. */
  private async seal({ train }: TrainState, cars: readonly Carried[]): Promise<ObjectName> {
    const { git, store } = this.deps;
    const carriages = cars.map(({ carriage }) => carriage);
    const joinings = await git.fold(train.root, train.base.snapshot, carriages);
    let parent = train.base.snapshot;
    let before: ObjectName | null = null;
    for (const [at, joining] of joinings.entries()) {
      const carriage = carriages[at];
      if (carriage === undefined || joining.kind !== 'clean') {
        throw new TaskError('not-possible-now', 'The results do not join any more.', { audience: 'log' });
      }
      if (joining.tree !== before) {
        const message = messageOf(carriage, store.get(carriage.taskId).task);
        parent = await git.commitTree(train.root, { tree: joining.tree, parents: [parent], message, asUser: true });
        before = joining.tree;
      }
    }
    return parent;
  }

  private async shares({ train }: TrainState, cars: readonly Carried[]): Promise<TrainShare[]> {
    const shares: TrainShare[] = [];
    for (const { carriage } of cars) {
      const { taskId, label, snapshot, tree } = carriage;
      const files = await this.deps.git.changes(train.root, snapshot, tree);
      const tests = await this.testsIn(train.root, carriage, files);
      const { outcome } = this.deps.store.get(taskId).run;
      const receipt = outcome?.kind === 'verified' ? { receipt: outcome.receipt } : {};
      shares.push({ taskId, label, files: files.length, ...lineTotals(files), tests, ...receipt });
    }
    return shares;
  }

  private async testsIn(root: string, { snapshot, tree }: Carriage, files: readonly FileChange[]): Promise<number> {
    const text = async (of: ObjectName, path: string): Promise<string | null> => {
      const bytes = await this.deps.git.show(root, of, path);
      return bytes === null ? null : new TextDecoder().decode(bytes);
    };
    let count = 0;
    for (const { path, oldPath, status } of files.filter(mayAddTests)) {
      const before = status === 'added' ? null : await text(snapshot, oldPath ?? path);
      count += addedTests(path, before, await text(tree, path));
    }
    return count;
  }
}

function mayAddTests({ status, added }: FileChange): boolean {
  return status !== 'deleted' && added !== null && added > 0;
}

function messageOf({ label }: Carriage, { id, title, prompt }: Task): string {
  return `${label === title ? title : `${title} (${label})`}\n\n${prompt.trim()}\n\nAgent-Run: ${id}`;
}

/** As the first, with the checks of all. */
function likeAll(tasks: readonly Task[]): Task {
  const [first] = tasks;
  if (first === undefined) {
    throw new TaskError('no-changes', 'There is nothing to make a result of.');
  }
  const checks = new Map<string, Check>(tasks.flatMap(checksOf).map((check) => [checkLabel(check), check]));
  const [verify] = [...checks.values()].flatMap((check) => (check.kind === 'command' ? [check.command] : []));
  const others = [...checks.values()].filter((check) => check.kind !== 'command' || check.command !== verify);
  return {
    ...first,
    mode: undefined,
    scope: undefined,
    verify: verify ?? null,
    checks: others.length === 0 ? undefined : others,
  };
}

const maxPart = 4000;

function promptOf(title: string, carriages: readonly Carriage[], tasks: readonly Task[]): string {
  const parts = carriages.map(({ label }, at) => `- ${label}: ${(tasks[at]?.prompt ?? '').trim().slice(0, maxPart)}`);
  return [
    `${title}. This is one result made of those of ${tasks.length === 1 ? '1 agent' : `${tasks.length} agents`}. Each was asked for a part:`,
    ...parts,
  ].join('\n\n');
}
