import { createHash } from 'node:crypto';
import { checksOf } from '../../core/checks/checks';
import { StoreError, toErrorData } from '../../core/errors';
import type { Log } from '../../core/ports';
import { racerChange } from '../../core/races/racerChange';
import { raceView } from '../../core/races/raceView';
import type { Syntax } from '../../core/review/reviewPorts';
import { resultTree } from '../../core/run/result';
import { isAside } from '../../core/run/runTryout';
import type { Git } from '../../core/worktrees/gitPorts';
import type {
  Candidate,
  CellOutcome,
  GroupId,
  MatrixCell,
  ObjectName,
  RaceCell,
  RaceView,
  TaskId,
  TaskView,
} from '../../protocol';
import { crossTested } from './crossTested';
import type { GroupStore } from '../tasks/groupStore';
import { TaskQueue } from '../tasks/taskQueue';
import type { TaskStore } from '../tasks/taskStore';
import type { Tryouts } from '../bases/tryouts';

interface Deps {
  git: Pick<Git, 'reviewedTexts' | 'treeWith' | 'treeOf' | 'commitTree' | 'changes' | 'show'>;
  store: Pick<TaskStore, 'current' | 'get'>;
  groups: Pick<GroupStore, 'get' | 'append'>;
  tryouts: Pick<Tryouts, 'run'>;
  syntax: Syntax;
  log: Log;
  /** Cells that run at once. */
  parallel: number;
}

/** A cell that can be run, with both results. */
interface OpenCell {
  cell: MatrixCell;
  tests: Candidate;
  code: Candidate;
}

/** Looks at the results of a race, and runs the tests of each on the code of the others. */
export class RaceMatrix {
  private readonly measuring = new TaskQueue<GroupId>();
  private readonly filling = new TaskQueue<GroupId>();

  constructor(private readonly deps: Deps) {}

  /** Whether `measure` has something to do. */
  isUnmeasured(groupId: GroupId): boolean {
    return this.unmeasured(groupId).length > 0;
  }

  /** Journals what the trees of racers that have come to rest say, each once. Throws `GitError`. */
  measure(groupId: GroupId): Promise<void> {
    return this.measuring.run(groupId, () => this.measureAll(groupId));
  }

  private async measureAll(groupId: GroupId): Promise<void> {
    const { git, groups, syntax } = this.deps;
    const { root, point } = groups.get(groupId).group;
    for (const { taskId, tree } of this.unmeasured(groupId)) {
      const texts = await git.reviewedTexts(root, point.snapshot, tree);
      const change = await racerChange(tree, texts, { syntax, digest });
      await groups.append(groupId, { type: 'race.measured', taskId, change });
    }
  }

  /**
   * Runs the open cells, some at once, until there is none: each is journaled as it is done, so what was cut off is all
   * that is run again. Resolves also when it is aborted, or the person wants no more cells.
   */
  fill(groupId: GroupId, signal: AbortSignal): Promise<void> {
    return this.filling.run(groupId, () => this.fillAll(groupId, signal));
  }

  private async fillAll(groupId: GroupId, signal: AbortSignal): Promise<void> {
    const running = new Map<string, Promise<void>>();
    const passed = new Set<string>();
    for (;;) {
      await this.measure(groupId);
      const isOn = this.deps.groups.get(groupId).race.isMatrixOn && !signal.aborted;
      const open = isOn ? this.open(groupId).filter(({ cell }) => !passed.has(keyOf(cell))) : [];
      for (const each of open.slice(0, Math.max(0, this.deps.parallel - running.size))) {
        const key = keyOf(each.cell);
        passed.add(key);
        const run = this.run(groupId, each, signal).finally(() => running.delete(key));
        running.set(key, run);
      }
      if (running.size === 0) {
        return;
      }
      await Promise.race(running.values());
    }
  }

  private unmeasured(groupId: GroupId): { taskId: TaskId; tree: ObjectName }[] {
    const { plan, measured } = this.deps.groups.get(groupId).race;
    return (plan?.racers ?? []).flatMap(({ taskId }) => {
      const view = this.deps.store.current.get(taskId);
      const tree = view === undefined || !isAtRest(view) ? null : resultTree(view);
      return tree === null || measured.get(taskId)?.tree === tree ? [] : [{ taskId, tree }];
    });
  }

  private open(groupId: GroupId): OpenCell[] {
    const view = this.view(groupId);
    const byId = new Map(view?.candidates.map((candidate) => [candidate.taskId, candidate]));
    const open = view?.matrix.cells.filter(({ outcome }) => outcome.kind === 'open') ?? [];
    return open.flatMap((cell) => {
      const [tests, code] = [byId.get(cell.tests), byId.get(cell.code)];
      return tests === undefined || code === undefined ? [] : [{ cell, tests, code }];
    });
  }

  private view(groupId: GroupId): RaceView | null {
    const { group, race } = this.deps.groups.get(groupId);
    return raceView(group, race, { views: this.deps.store.current, answerOf: () => null });
  }

  private async run(groupId: GroupId, open: OpenCell, signal: AbortSignal): Promise<void> {
    const { groups, log } = this.deps;
    const { tests, code } = open;
    if (tests.change === null || code.change === null) {
      return;
    }
    const between = {
      ...{ tests: tests.taskId, code: code.taskId },
      ...{ testsTree: tests.change.tree, codeTree: code.change.tree },
    };
    try {
      const { tree, outcome } = await this.outcome(groupId, open, signal);
      await groups.append(groupId, { type: 'race.cell', cell: { ...between, tree, outcome } });
    } catch (error) {
      if (signal.aborted || isElsewhere(error)) {
        return;
      }
      log.error('The tests of one racer were not run on the code of another.', error);
      const outcome: CellOutcome = { kind: 'failed', error: toErrorData(error) };
      await groups.append(groupId, { type: 'race.cell', cell: { ...between, tree: null, outcome } });
    }
  }

  private async outcome(
    groupId: GroupId,
    { tests, code }: OpenCell,
    signal: AbortSignal,
  ): Promise<Pick<RaceCell, 'tree' | 'outcome'>> {
    const { git, store, groups, tryouts } = this.deps;
    const { group, race } = groups.get(groupId);
    const view = store.get(code.taskId);
    const commands = checksOf(view.task).flatMap((check) => (check.kind === 'command' ? [check.command] : []));
    const crossed = await crossTested(git, { root: group.root, tests, code, hasChecks: commands.length > 0 });
    if (crossed.kind === 'unmerged') {
      return { tree: null, outcome: crossed };
    }
    const { tree } = crossed;
    const known = knownReceipts(view, tree, commands) ?? race.cells.find((cell) => isRunOf(cell, tree));
    if (known !== undefined) {
      return { tree, outcome: known.outcome };
    }
    const message = `Tests of ${tests.label} on the code of ${code.label}`;
    const commit = await git.commitTree(group.root, { tree, parents: [group.point.snapshot], message });
    const receipts = await tryouts.run(code.taskId, { commit, commands }, signal);
    return { tree, outcome: { kind: 'ran', receipts } };
  }
}

function keyOf({ tests, code }: Pick<MatrixCell, 'tests' | 'code'>): string {
  return `${tests} ${code}`;
}

function isRunOf({ tree, outcome }: RaceCell, wanted: ObjectName): boolean {
  return tree === wanted && outcome.kind === 'ran';
}

/** Where the code has the very same tests already, what its own checks came to. */
function knownReceipts(
  { run }: TaskView,
  tree: ObjectName,
  commands: readonly string[],
): Pick<RaceCell, 'outcome'> | undefined {
  const receipts = commands.flatMap(
    (command) => run.receipts.findLast((receipt) => receipt.command === command && receipt.tree === tree) ?? [],
  );
  return receipts.length < commands.length ? undefined : { outcome: { kind: 'ran', receipts } };
}

function isAtRest(view: TaskView): boolean {
  const { kind } = view.state;
  const isOver = kind === 'complete' || kind === 'failed' || kind === 'stopped';
  return (isOver || isAside(view.run)) && view.app.workspace !== null;
}

/** Another process has the task for the moment: it is tried again later. */
function isElsewhere(error: unknown): boolean {
  return error instanceof StoreError && error.reason === 'owned';
}

function digest(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
