import { realpath } from 'node:fs/promises';
import * as path from 'node:path';
import type { DependencyStore } from '../adapters/carry/dependencyStore';
import type { DependencyLayers } from '../adapters/process/dependencyLayers';
import type { CheckOverlays } from '../core/checks/checkPorts';
import { canBeMounted } from '../core/setup/dependencyFolders';
import type { Commands } from '../core/worktrees/worktreePorts';
import type { FileCarrier } from '../core/worktrees/gitPorts';

interface Deps {
  /** The top of the user's checkout. */
  root: string;
  /** Where the check runs, by its real path. */
  folder: string;
  layers: DependencyLayers;
  /** Where the layers are kept; nothing that an earlier process left there is believed. */
  home: string;
  store: Pick<DependencyStore, 'bring'>;
  carrier: Pick<FileCarrier, 'removeTree'>;
  commands: Commands;
}

/** Shows what is stored for all tasks, where the sandbox is bubblewrap and the kernel lets us. */
export class StoredOverlays implements CheckOverlays {
  constructor(private readonly deps: Deps) {}

  async show(folders: readonly string[], signal: AbortSignal): Promise<string[]> {
    const { carrier, commands, home, layers } = this.deps;
    await carrier.removeTree(home);
    if (folders.length === 0 || commands.report.kind !== 'bubblewrap' || !(await layers.canShare())) {
      return [];
    }
    const shown: string[] = [];
    for (const each of folders) {
      if ((await this.hasPlace(each)) && (await this.showOne(each, signal))) {
        shown.push(each);
      }
    }
    return shown;
  }

  private async showOne(inside: string, signal: AbortSignal): Promise<boolean> {
    const { layers, store, root, home } = this.deps;
    const lower = await store.bring({ root, path: inside, user: home }, { signal, onProgress: () => undefined });
    await (lower === null ? null : layers.share(inside, lower));
    return lower !== null;
  }

  /** A layer needs a folder to be put over, which lies in one of the tree, and a path that a mount can name. */
  private async hasPlace(inside: string): Promise<boolean> {
    const parent = path.dirname(path.join(this.deps.folder, inside));
    const real = await realpath(parent).catch(() => null);
    return real === parent && canBeMounted(inside);
  }
}
