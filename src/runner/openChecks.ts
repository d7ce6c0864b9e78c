import * as path from 'node:path';
import { HerePlaces } from '../adapters/checks/herePlaces';
import { SnapshotTexts } from '../adapters/git/changes/changedTexts';
import { checkFolder } from '../core/checks/checkPorts';
import { layersFolder, storeFolder } from '../core/setup/dependencyFolders';
import type { Commands } from '../core/worktrees/worktreePorts';
import type { EnginePorts } from '../engine/enginePorts';
import type { RunSpec } from '../protocol';

/** What checks are made with: a place out of the agent's reach, but for a task that works in the checkout itself. */
export async function openChecks(
  { task, workspace, taskDir }: Pick<RunSpec, 'task' | 'workspace' | 'taskDir'>,
  openCommands: (folder: string, how?: { within: (argv: readonly string[]) => string[] }) => Promise<Commands>,
): Promise<Pick<EnginePorts, 'checkPlaces' | 'changedTexts'>> {
  const [repo] = workspace.repos;
  const changedTexts = new SnapshotTexts(repo);
  if (task.place === 'here') {
    return { changedTexts, checkPlaces: new HerePlaces(repo.worktree, await openCommands(repo.worktree)) };
  }
  const { CleanPlaces } = await import('../adapters/checks/cleanPlaces');
  const { GitTreeFolder } = await import('../adapters/git/worktrees/treeFolder');
  const { DiskCarrier } = await import('../adapters/carry/diskCarrier');
  const { DependencyStore } = await import('../adapters/carry/dependencyStore');
  const { DependencyLayers } = await import('../adapters/process/dependencyLayers');
  const { StoredOverlays } = await import('./checkOverlays');
  const folder = path.join(taskDir, checkFolder, path.basename(repo.root));
  const tree = new GitTreeFolder({ workspace: repo, folder, indexFile: path.join(taskDir, 'check.index') });
  const carrier = new DiskCarrier();
  const store = new DependencyStore(storeFolder(path.dirname(path.dirname(taskDir))), carrier);
  const checkPlaces = new CleanPlaces({
    ...{ folder, tree, carrier },
    async openCommands(at) {
      const home = layersFolder(at);
      const layers = new DependencyLayers({ worktree: at, folder: home, carrier });
      const commands = await openCommands(at, { within: layers.within });
      const overlays = new StoredOverlays({
        root: repo.root,
        folder: at,
        ...{ layers, home, store, carrier, commands },
      });
      return { commands, overlays };
    },
    ...{ checkout: repo.root, worktree: repo.worktree, carried: workspace.carried },
  });
  return { changedTexts, checkPlaces };
}
