import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DiskCarrier } from '../../src/adapters/carry/diskCarrier';
import { WorktreeCheckpoints } from '../../src/adapters/git/checkout/checkpoints';
import { createGit } from '../../src/adapters/git/createGit';
import { DiskCarryMemory } from '../../src/adapters/store/diskCarryMemory';
import { CarryChoices } from '../../src/app/worktrees/carryChoices';
import { Forks } from '../../src/app/tasks/forks';
import { HandBacks } from '../../src/app/reviews/handBacks';
import { Restores } from '../../src/app/tasks/restores';
import { CheckoutQueue } from '../../src/app/reviews/checkoutQueue';
import { Reviews } from '../../src/app/reviews/reviews';
import { Updates } from '../../src/app/bases/updates';
import { Workspaces } from '../../src/app/worktrees/workspaces';
import type { FileCarrier, Git } from '../../src/core/worktrees/gitPorts';
import { dependenciesOf } from '../../src/runner/openDependencies';
import type { RepoWorkspace, Task, TaskView } from '../../src/protocol';
import { MemoryLog } from './memoryLog';
import { TestJournal } from './testJournal';
import { TestRepo } from './testRepo';

const usualGit = createGit();
const carrier = new DiskCarrier();

/** Takes parts of the bench and returns what is used in their place. */
export type Around = <T extends object>(part: T) => T;

/** A repository, journals in memory, and the services that work between them, for one task. */
export class TaskBench {
  readonly repo: TestRepo;
  readonly journal: TestJournal;
  readonly log = new MemoryLog();
  readonly steps: string[] = [];
  sparseCheckoutFrom = 20_000;
  private readonly carryMemory: DiskCarryMemory;
  private restored = 0;

  constructor(
    repo: TestRepo,
    readonly git: Git = usualGit,
  ) {
    this.repo = repo;
    this.journal = new TestJournal(repo.folder);
    this.carryMemory = new DiskCarryMemory(join(repo.folder, 'decided'), this.log);
  }

  /** `around` is put about everything that has an effect. */
  workspaces(around: Around = (part) => part): Workspaces {
    return new Workspaces({
      git: around<Git>(this.git),
      carrier: around<FileCarrier>(carrier),
      carryMemory: this.carryMemory,
      files: this.journal,
      store: around(this.journal),
      clock: { monotonicMs: () => performance.now() },
      sparseCheckoutFrom: () => this.sparseCheckoutFrom,
      log: this.log,
    });
  }

  carryChoices(): CarryChoices {
    const clock = { monotonicMs: () => performance.now() };
    return new CarryChoices({ git: this.git, carrier, clock, carryMemory: this.carryMemory });
  }

  reviews(around: Around = (part) => part): Reviews {
    return new Reviews({
      git: around<Git>(this.git),
      store: around(this.journal),
      workspaces: this.workspaces(around),
      checkouts: new CheckoutQueue(),
    });
  }

  restores(around: Around = (part) => part): Restores {
    const ids = { short: () => `restore-${++this.restored}` };
    return new Restores({ git: around<Git>(this.git), files: around(this.journal), store: around(this.journal), ids });
  }

  handBacks(around: Around = (part) => part): HandBacks {
    const ids = { short: () => `hand-back-${++this.restored}` };
    return new HandBacks({ git: around<Git>(this.git), files: around(this.journal), store: around(this.journal), ids });
  }

  updates(around: Around = (part) => part): Updates {
    const ids = { short: () => `update-${++this.restored}` };
    return new Updates({ git: around<Git>(this.git), files: around(this.journal), store: around(this.journal), ids });
  }

  forks(): Forks {
    const ids = { taskId: () => this.journal.nextId() };
    return new Forks({
      git: this.git,
      files: this.journal,
      store: this.journal,
      ids,
      clock: { now: () => this.journal.now },
    });
  }

  async create(more: Partial<Task> = {}): Promise<Task> {
    const task: Task = {
      id: this.journal.nextId(),
      title: 'Do it',
      slug: 'do-it',
      prompt: 'Do it well.',
      verify: null,
      place: 'worktree',
      isolation: 'none',
      approve: 'ask',
      engine: { kind: 'command', command: 'true' },
      repos: [{ root: this.repo.root }],
      limits: { maxTurns: 10, verifyRounds: 3 },
      createdAt: '2026-01-01T00:00:00.000Z',
      ...more,
    };
    await this.journal.create(task.id);
    await mkdir(this.journal.taskDir(task.id), { recursive: true });
    await this.journal.append(task.id, { type: 'created', task });
    return task;
  }

  /** With the dependencies, which a runner copies. */
  async prepare(task: Task, signal = new AbortController().signal): Promise<RepoWorkspace> {
    const onStep = (step: string): void => void this.steps.push(step);
    const workspace = await this.workspaces().prepare(task, { signal, onStep });
    await this.journal.append(task.id, { type: 'prepared', workspace });
    const report = () => ({ kind: 'none', reason: 'The bench has no sandbox.' }) as const;
    const { dependencies } = await dependenciesOf(workspace, this.repo.folder, report);
    await dependencies.copy({ signal, onProgress: () => undefined });
    return workspace.repos[0];
  }

  /** A task that is prepared, has done `work` in its worktree, and is complete. */
  async completed(work: (worktree: string, repo: TestRepo) => void, more: Partial<Task> = {}): Promise<Task> {
    const task = await this.create(more);
    const { worktree } = await this.prepare(task);
    work(worktree, this.repo);
    await this.checkpoint(task);
    this.journal.record(task.id, { type: 'finished', outcome: { kind: 'unverified' } });
    return task;
  }

  async checkpoint(task: Task): Promise<void> {
    const [workspace] = this.view(task).app.workspace?.repos ?? [];
    if (workspace === undefined) {
      throw new Error('not prepared');
    }
    const taskDir = this.journal.taskDir(task.id);
    const { commit, tree } = await new WorktreeCheckpoints({ taskId: task.id, taskDir, workspace }).take('one');
    this.journal.record(task.id, { type: 'checkpoint', commit, tree, turn: 1 });
  }

  view(task: Task): TaskView {
    return this.journal.get(task.id);
  }

  entryTypes(task: Task): string[] {
    return this.journal.entries(task.id).map(({ type }) => type);
  }

  worktree(task: Task): string {
    return this.view(task).app.workspace?.repos[0].worktree ?? '';
  }

  dispose(): void {
    this.repo.dispose();
    rmSync(this.repo.folder, { recursive: true, force: true });
  }
}
