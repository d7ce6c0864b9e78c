import * as vscode from 'vscode';
import type { TaskStore } from '../app/tasks/taskStore';
import type { Log } from '../core/ports';

/** What is used of VS Code's own git extension. */
interface GitApi {
  readonly repositories: readonly { rootUri: vscode.Uri }[];
  onDidOpenRepository(listener: (repository: { rootUri: vscode.Uri }) => void): vscode.Disposable;
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/**
 * Takes worktrees of agents out of Source Control, where the git extension puts them by itself when a file in one is shown.
 * It remembers what was closed. Each is taken out once, so a person who opens one again has it, and none that is a folder of
 * the window.
 */
export class WorktreeRepositories implements vscode.Disposable {
  private readonly closed = new Set<string>();
  private readonly listeners: vscode.Disposable[] = [];

  constructor(
    private readonly store: Pick<TaskStore, 'current'>,
    private readonly log: Log,
  ) {}

  /** Where there is no git extension, or it is switched off, nothing is shown anyway. */
  start(): this {
    this.watch().catch((error: unknown) => this.log.error('Source Control was not looked at.', error));
    return this;
  }

  dispose(): void {
    vscode.Disposable.from(...this.listeners.splice(0)).dispose();
  }

  private async watch(): Promise<void> {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    const git = await extension?.activate();
    if (git?.enabled === true) {
      const api = git.getAPI(1);
      const look = ({ rootUri }: { rootUri: vscode.Uri }) => void this.look(rootUri);
      this.listeners.push(api.onDidOpenRepository(look));
      api.repositories.forEach(look);
    }
  }

  private async look(root: vscode.Uri): Promise<void> {
    const isOurs = [...this.store.current.values()].some(({ app, task }) => {
      const repos = task.place === 'worktree' ? (app.workspace?.repos ?? []) : [];
      return repos.some(({ worktree }) => vscode.Uri.file(worktree).fsPath === root.fsPath);
    });
    if (isOurs && !this.closed.has(root.fsPath) && vscode.workspace.getWorkspaceFolder(root) === undefined) {
      this.closed.add(root.fsPath);
      await vscode.commands.executeCommand('git.close', root);
    }
  }
}
