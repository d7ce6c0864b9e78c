import * as vscode from 'vscode';
import type { FleetActs } from '../app/fleet/fleet';
import { membersOf } from '../app/worktrees/joinedRepositories';
import type { KnownMoves } from '../app/bases/knownMoves';
import { isTaskOf } from '../app/tasks/taskFolders';
import type { TaskStore } from '../app/tasks/taskStore';
import type { Git } from '../core/worktrees/gitPorts';
import { toErrorData } from '../core/errors';
import type { Log } from '../core/ports';
import { realFolders } from './realFolders';
import { tryUpdates } from './updateTrials';

interface Deps {
  moves: KnownMoves;
  store: TaskStore;
  fleet: Pick<FleetActs, 'update'>;
  git: Pick<Git, 'facts'>;
  /** The commit of a folder of this window is another one. */
  onHead: () => void;
  log: Log;
}

const quietMs = 300;

/**
 * When it is looked whether branches have moved: when somebody begins to look at agents, when one completes, and when the
 * commit changes that a folder of this window is on, by git's own record of that. What is found may be tried by itself.
 */
export class MoveWatch {
  private timer: NodeJS.Timeout | undefined;
  private watchers: vscode.Disposable | undefined;

  constructor(private readonly deps: Deps) {}

  get known(): KnownMoves {
    return this.deps.moves;
  }

  start(): vscode.Disposable {
    const { store } = this.deps;
    const watch = () => {
      this.watch().catch((error: unknown) => this.deps.log.warn(`HEAD is not watched: ${toErrorData(error).message}`));
    };
    watch();
    const completed = new Map([...store.current].map(([taskId, { state }]) => [taskId, state.kind]));
    const listening = store.onDidChange(({ taskId, view }) => {
      const before = completed.get(taskId);
      completed.set(taskId, view.state.kind);
      if (before === undefined && view.task.joined !== undefined) {
        watch();
      }
      if (before !== view.state.kind && view.state.kind === 'complete') {
        this.lookSoon();
      }
    });
    return vscode.Disposable.from(
      listening,
      tryUpdates(this.deps),
      vscode.workspace.onDidChangeWorkspaceFolders(watch),
      new vscode.Disposable(() => {
        clearTimeout(this.timer);
        this.watchers?.dispose();
      }),
    );
  }

  /** Several reasons in a moment make it one look. */
  readonly lookSoon = (): void => {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.look().catch((error: unknown) => this.deps.log.error('Moved branches could not be looked for.', error));
    }, quietMs);
  };

  private readonly headMoved = (): void => {
    this.lookSoon();
    this.deps.onHead();
  };

  private async look(): Promise<void> {
    await this.deps.moves.look(await realFolders());
  }

  /** The reflog of HEAD gets a line with each commit, checkout, reset, merge and rebase. */
  private async watch(): Promise<void> {
    const made: vscode.Disposable[] = [];
    for (const folder of this.withJoined(await realFolders())) {
      const gitDir = await this.gitDirOf(folder);
      if (gitDir !== null) {
        const pattern = new vscode.RelativePattern(vscode.Uri.file(gitDir), 'logs/HEAD');
        const watcher = vscode.workspace.createFileSystemWatcher(pattern);
        watcher.onDidChange(this.headMoved);
        watcher.onDidCreate(this.headMoved);
        made.push(watcher);
      }
    }
    this.watchers?.dispose();
    this.watchers = vscode.Disposable.from(...made);
  }

  /** And the repositories in them that tasks work on together. */
  private withJoined(folders: readonly string[]): string[] {
    const views = [...this.deps.store.current.values()].filter((view) => folders.some((each) => isTaskOf(view, each)));
    const roots = views.flatMap(({ task: { joined } }) => (joined === undefined ? [] : membersOf(joined)));
    return [...new Set([...folders, ...roots.map(({ root }) => root)])];
  }

  private async gitDirOf(folder: string): Promise<string | null> {
    try {
      return (await this.deps.git.facts(folder)).gitDir;
    } catch (error) {
      this.deps.log.info(`${folder} is not watched for commits: ${toErrorData(error).message}`);
      return null;
    }
  }
}
