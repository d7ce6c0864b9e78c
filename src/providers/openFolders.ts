import * as vscode from 'vscode';
import type { FleetActs } from '../app/fleet/fleet';
import type { JoinedRepositories } from '../app/worktrees/joinedRepositories';
import type { Sprints } from '../app/trains/sprints';
import type { Trains } from '../app/trains/trains';
import type { Workspaces } from '../app/worktrees/workspaces';
import { AppError } from '../core/errors';
import type { Git } from '../core/worktrees/gitPorts';
import type { SteadyClock } from '../core/worktrees/steadyTime';
import { Emitter } from '../core/emitter';
import type { Disposable, Log } from '../core/ports';
import { setContextKey } from '../host/contextKeys';
import type { Ground } from '../protocol';
import { realFolders } from './realFolders';

interface OpenFoldersDeps {
  fleet: Pick<FleetActs, 'takeUp'>;
  sprints: Pick<Sprints, 'takeUp'>;
  trains: Pick<Trains, 'takeUp'>;
  workspaces: Pick<Workspaces, 'expireSalvage'>;
  joined: Pick<JoinedRepositories, 'find'>;
  git: Pick<Git, 'facts'>;
  /** Goes on with the races of these folders until it is disposed. */
  tendRaces: (roots: readonly string[]) => vscode.Disposable;
  steadyClock: SteadyClock;
  log: Log;
}

/**
 * The folders of this window. In a trusted window their unfinished tasks are taken up, and what was discarded long ago is
 * forgotten; the sidebar and the Agents Window learn whether there is a repository.
 */
export class OpenFolders {
  private watcher: vscode.Disposable | undefined;
  private races: vscode.Disposable | undefined;
  private seen: Ground = 'found';
  private readonly changes: Emitter<undefined>;

  constructor(private readonly deps: OpenFoldersDeps) {
    this.changes = new Emitter((error) => deps.log.error('A surface could not show the open folders.', error));
  }

  /** What they are to a new task; `found` until they were looked at. */
  get current(): Ground {
    return this.seen;
  }

  onDidChange(listener: () => void): Disposable {
    return this.changes.listen(listener);
  }

  /** Looks now and whenever folders or trust change. */
  start(): vscode.Disposable {
    const look = () => this.lookAgain();
    look();
    return vscode.Disposable.from(
      vscode.workspace.onDidChangeWorkspaceFolders(look),
      vscode.workspace.onDidGrantWorkspaceTrust(look),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        // A watcher that has just been asked for misses what is made at the same moment.
        if (focused && this.watcher !== undefined) {
          look();
        }
      }),
      new vscode.Disposable(() => {
        this.watcher?.dispose();
        this.races?.dispose();
      }),
    );
  }

  /** For who has just made a repository. */
  lookAgain(): void {
    this.look().catch((error: unknown) => this.deps.log.error('The open folders could not be looked at.', error));
  }

  private async look(): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      // Not even git is run there; what is shown of it says so.
      return;
    }
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const repository = await this.repository(folders);
    setContextKey('repository', repository);
    this.seen = groundOf(repository, folders.length);
    this.changes.fire(undefined);
    this.watcher?.dispose();
    this.watcher = repository === 'found' ? undefined : this.watchForRepository(folders);
    const roots = await realFolders();
    await this.deps.fleet.takeUp({ roots });
    this.races?.dispose();
    this.races = this.deps.tendRaces(roots);
    await this.deps.sprints.takeUp({ roots });
    await this.deps.trains.takeUp({ roots });
    await this.deps.workspaces.expireSalvage(await this.deps.steadyClock.look());
  }

  private async repository(folders: readonly vscode.WorkspaceFolder[]): Promise<'found' | 'none' | 'unusable'> {
    for (const { uri } of folders) {
      try {
        await this.deps.git.facts(uri.fsPath);
        return 'found';
      } catch (error) {
        if (!(error instanceof AppError)) {
          throw error;
        }
        if (error.reason === 'missing' || error.reason === 'too-old') {
          return 'unusable';
        }
      }
    }
    return (await this.holdsSeveral(folders)) ? 'found' : 'none';
  }

  /** A folder that is no repository may say which ones in it belong together. */
  private async holdsSeveral(folders: readonly vscode.WorkspaceFolder[]): Promise<boolean> {
    const found = await Promise.all(folders.map(({ uri }) => this.deps.joined.find(uri.fsPath)));
    return found.some((file) => file !== null);
  }

  private watchForRepository(folders: readonly vscode.WorkspaceFolder[]): vscode.Disposable {
    const watchers = folders.map((folder) => {
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '.git/HEAD'));
      watcher.onDidCreate(() => this.lookAgain());
      return watcher;
    });
    return vscode.Disposable.from(...watchers);
  }
}

function groundOf(repository: 'found' | 'none' | 'unusable', folders: number): Ground {
  return repository !== 'none' ? repository : folders === 0 ? 'noFolder' : 'noRepository';
}
