import { realpath } from 'node:fs/promises';
import type { DependencyStore } from '../adapters/carry/dependencyStore';
import type { DiskCarrier } from '../adapters/carry/diskCarrier';
import type { DependencyLayers } from '../adapters/process/dependencyLayers';
import { canBeMounted, isMadeByUs, layersFolder, storeFolder } from '../core/setup/dependencyFolders';
import type { Dependencies } from '../core/setup/dependencyPorts';
import type { Carried, SandboxReport, Workspace } from '../protocol';

interface OpenedDependencies {
  dependencies: Dependencies;
  /** What starts the sandbox of each command of the agent's. */
  within: (argv: readonly string[]) => string[];
}

const nothing: Dependencies = { later: [], share: () => Promise.resolve(null), copy: () => Promise.resolve([]) };

/** `report`: whether the task's commands are sandboxed, once that is known. What copies is loaded when it is needed. */
export async function dependenciesOf(
  { repos: [repo], carried }: Workspace,
  dataDirectory: string,
  report: () => SandboxReport,
): Promise<OpenedDependencies> {
  const later = carried.filter((each) => each.later === true);
  if (later.length === 0) {
    return { dependencies: nothing, within: (argv) => [...argv] };
  }
  const { DiskCarrier } = await import('../adapters/carry/diskCarrier');
  const { DependencyStore } = await import('../adapters/carry/dependencyStore');
  const { DependencyLayers } = await import('../adapters/process/dependencyLayers');
  const carrier = new DiskCarrier();
  const { root, worktree } = repo;
  const isOurs = isMadeByUs(worktree, await realpath(dataDirectory));
  const layers = new DependencyLayers({ worktree, folder: layersFolder(worktree), carrier });
  const within = isOurs ? layers.within : (argv: readonly string[]) => [...argv];
  const dependencies = new TaskDependencies(later, {
    ...{ root, worktree, layers, carrier, isOurs },
    store: new DependencyStore(storeFolder(dataDirectory), carrier),
    isShareable: () =>
      report().kind === 'bubblewrap' && isOurs && later.every(({ path: at }) => at.endsWith('/') && canBeMounted(at)),
  });
  return { dependencies, within };
}

interface Deps {
  root: string;
  worktree: string;
  store: DependencyStore;
  layers: DependencyLayers;
  carrier: DiskCarrier;
  isOurs: boolean;
  isShareable(): boolean;
}

type CopyOptions = Parameters<Dependencies['copy']>[0];

class TaskDependencies implements Dependencies {
  constructor(
    readonly later: readonly Carried[],
    private readonly deps: Deps,
  ) {}

  async share(options: CopyOptions): Promise<Carried[] | null> {
    const { layers, store } = this.deps;
    if (!this.deps.isShareable() || !(await layers.canShare())) {
      return null;
    }
    await store.tidy();
    const shared: Carried[] = [];
    let before = 0;
    for (const each of this.later) {
      const from = before;
      const onProgress = (bytes: number, at: string): void => options.onProgress(from + bytes, at);
      if (!(await this.shareOne(each.path, { ...options, onProgress }))) {
        return null;
      }
      shared.push({ ...settled(each), how: 'shared' });
      before += each.bytes;
    }
    return shared;
  }

  async copy(options: CopyOptions): Promise<Carried[]> {
    const copied: Carried[] = [];
    for (const each of this.later) {
      copied.push(await this.copyOne(each, options));
    }
    return copied;
  }

  /** False for what the worktree has already, or must get as a copy. */
  private async shareOne(at: string, options: CopyOptions): Promise<boolean> {
    const { layers, store, root, worktree } = this.deps;
    if (layers.isUsable(at) || layers.stateOf(at) !== null) {
      return layers.isUsable(at);
    }
    const lower = await store.bring({ root, path: at, user: layersFolder(worktree) }, options);
    await (lower === null ? null : layers.share(at, lower));
    return lower !== null;
  }

  private async copyOne(each: Carried, options: CopyOptions): Promise<Carried> {
    const { layers, carrier, root, worktree } = this.deps;
    if (!this.deps.isOurs || layers.stateOf(each.path) === null) {
      const [copied] = await carrier.carry(root, worktree, [each.path], options);
      return copied ?? settled(each);
    }
    await layers.place(each.path, options);
    return settled(each);
  }
}

function settled({ path: at, how, bytes, why }: Carried): Carried {
  return { path: at, how, bytes, ...(why === undefined ? {} : { why }) };
}
