import type { TaskStore } from '../app/tasks/taskStore';
import type { Disposable, Log } from '../core/ports';
import { hasWorktree } from '../core/worktrees/hasWorktree';
import { overLimits } from '../core/worktrees/overLimits';
import type { FileCarrier } from '../core/worktrees/gitPorts';
import { runCommand } from '../host/commandRegistrar';
import { tellInfo } from '../host/messages';
import { settings } from '../host/settings';
import { t } from '../host/translate';
import type { TaskId } from '../protocol';

interface WorktreeLimitsDeps {
  store: TaskStore;
  carrier: Pick<FileCarrier, 'size'>;
  /** The folder that holds all worktrees. */
  folder: string;
  isOurs: (taskId: TaskId) => boolean;
  log: Log;
}

/** Says once in a window, after a task is complete, that the worktrees have become too many or too large. */
export class WorktreeLimits {
  private hasLooked = false;

  constructor(private readonly deps: WorktreeLimitsDeps) {}

  start(): Disposable {
    return this.deps.store.onDidChange(({ view }) => {
      if (!this.hasLooked && view.state.kind === 'complete' && this.deps.isOurs(view.task.id)) {
        this.hasLooked = true;
        this.look().catch((error: unknown) => this.deps.log.error('The worktrees could not be counted.', error));
      }
    });
  }

  private async look(): Promise<void> {
    const { store, carrier, folder } = this.deps;
    const limits = settings.worktreeLimits;
    const count = [...store.current.values()].filter(hasWorktree).length;
    const bytes = count > limits.maxCount ? 0 : await carrier.size(folder, limits.maxBytes + 1);
    const sentence = overLimits({ count, bytes }, limits, t);
    const cleanUp = t('Clean Up…');
    if (sentence !== null && (await tellInfo(sentence, cleanUp)) === cleanUp) {
      await runCommand('cleanUpWorktrees');
    }
  }
}
