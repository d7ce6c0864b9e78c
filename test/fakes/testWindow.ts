import { noSecrets } from '../../src/core/secrets/secretPorts';
import { noHost } from '../../src/core/hostPorts';
import { openTaskDirectory } from '../../src/adapters/store/taskDirectory';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { SystemIds } from '../../src/adapters/system/systemIds';
import { Fleet } from '../../src/app/fleet/fleet';
import { TaskStore } from '../../src/app/tasks/taskStore';
import { GitError } from '../../src/core/errors';
import type { TaskFiles } from '../../src/core/storePorts';
import type { Task, TaskId, TaskView, Workspace } from '../../src/protocol';
import { ObjectName } from '../../src/protocol';
import { commit, task as sample } from '../unit/core/journal';
import { MemoryLog } from './memoryLog';
import { ScriptedLauncher } from './scriptedRunner';

const ids = new SystemIds();

const workspace: Workspace = {
  repos: [
    {
      root: '/repo',
      commonDir: '/repo/.git',
      worktree: '/data/worktree',
      gitDir: '/repo/.git/worktrees/worktree',
      branch: 'agents/fix-the-rounding',
      head: commit,
      headName: 'main',
      snapshot: commit,
      uncommitted: 0,
    },
  ],
  carried: [],
};

/** When it is impatient, long waits are over at once. */
class TestClock extends SystemClock {
  isImpatient = false;

  override sleep(ms: number, signal: AbortSignal): Promise<void> {
    return super.sleep(this.isImpatient && ms > 5_000 ? 1 : ms, signal);
  }
}

/** A process with the app's services in it; git is left out, the data directory and the journals are real. */
export class TestWindow {
  readonly log = new MemoryLog();
  readonly launcher = new ScriptedLauncher();
  readonly clock = new TestClock();
  readonly did: string[] = [];
  /** Tasks whose change a person brought to their branch. */
  readonly inBranch = new Set<TaskId>();
  /** Of every model but the rehearsal. */
  apiKey = 'sk-key';
  /** What preparing a task waits for. */
  preparing: (signal: AbortSignal) => Promise<void> = () => Promise.resolve();

  private constructor(
    readonly files: TaskFiles,
    readonly store: TaskStore,
    maxRunning: number,
  ) {
    const acted = (name: string) => (view: TaskView) =>
      Promise.resolve(void this.did.push(`${name} ${view.task.prompt}`));
    this.fleet = new Fleet({
      store,
      files,
      git: { fold: () => Promise.resolve([]) },
      launcher: this.launcher,
      host: noHost,
      clock: this.clock,
      ids,
      log: this.log,
      isInBranch: (view) => Promise.resolve(this.inBranch.has(view.task.id)),
      surface: 'terminal',
      maxRunning,
      credentials: (model) => Promise.resolve(model.provider === 'rehearsal' ? undefined : this.apiKey),
      secrets: noSecrets,
      workspaces: {
        prepare: (task, options) => this.prepare(task, options),
        discard: async (view) => {
          this.did.push(`discard ${view.task.prompt}`);
          await store.append(view.task.id, { type: 'discard.intent', salvage: ObjectName.parse('c'.repeat(40)) });
          await store.append(view.task.id, { type: 'discarded' });
        },
        restore: (view) => store.append(view.task.id, { type: 'restored', workspace }).then(() => undefined),
        commitResult: acted('commit'),
      },
      handBacks: { handBack: acted('hand back'), recover: acted('recover hand back') },
      reviews: { bring: acted('bring'), apply: acted('apply'), undo: acted('undo'), recover: acted('recover') },
      landings: { land: acted('land'), undo: acted('undo landing'), recover: () => Promise.resolve() },
      updates: {
        update: (view) => acted('update')(view).then(() => 'done' as const),
        recover: acted('recover update'),
        try: (view) => acted('try update')(view).then(() => 'run' as const),
      },
      restores: { restoreTo: acted('go back'), recover: acted('recover steps') },
    });
  }

  readonly fleet: Fleet;

  static async open(root: string, maxRunning = 4): Promise<TestWindow> {
    const files = await openTaskDirectory(root, { clock: new SystemClock(), log: new MemoryLog() });
    const store = new TaskStore(files, new MemoryLog());
    await store.load();
    return new TestWindow(files, store, maxRunning);
  }

  async close(): Promise<void> {
    await this.fleet.dispose();
    this.store.dispose();
  }

  async write(prompt: string, change: Partial<Task> = {}): Promise<TaskId> {
    const id = ids.taskId();
    await this.files.create(id);
    await this.store.append(id, { type: 'created', task: { ...sample, ...change, id, prompt } });
    return id;
  }

  /** Resolves when the view is as asked for. */
  until(taskId: TaskId, isTrue: (view: TaskView) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        const view = this.store.current.get(taskId);
        if (view !== undefined && isTrue(view)) {
          listening.dispose();
          resolve();
        }
      };
      const listening = this.store.onDidChange(check);
      check();
    });
  }

  async entries(taskId: TaskId): Promise<string[]> {
    const { entries } = await this.files.load(taskId);
    return entries.map((entry) => entry.type);
  }

  private async prepare(
    task: Task,
    { signal, onStep }: { signal: AbortSignal; onStep: (step: string) => void },
  ): Promise<Workspace> {
    onStep('Taking a snapshot');
    await this.preparing(signal);
    if (task.slug === 'broken') {
      throw new GitError('locked', 'Another git process is at work.');
    }
    return workspace;
  }
}
