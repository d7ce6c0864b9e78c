import { access, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CheckPlace, CheckPlaces, CheckSubject, HeldPaths, TreeFolder } from '../../core/checks/checkPorts';
import type { FileCarrier } from '../../core/worktrees/gitPorts';
import { planMounts } from '../../core/checks/mountPlan';
import type { Commands } from '../../core/worktrees/worktreePorts';
import type { Carried, MountedInput } from '../../protocol';
import { Mounts } from './mounts';
import { writtenBelow } from './writtenFiles';

export interface CleanPlacesOptions {
  /** Where the checks of the task run; its parent folder is ours alone. */
  folder: string;
  /** The user's checkout and the agent's worktree. */
  checkout: string;
  worktree: string;
  carried: readonly Carried[];
  tree: TreeFolder;
  carrier: Pick<FileCarrier, 'carry' | 'removeTree'>;
  /** What runs commands in that folder. */
  openCommands(folder: string): Promise<Commands>;
}

/** One folder a task, brought to the tree of each check; the copies of ignored inputs stay while nothing touched them. */
export class CleanPlaces implements CheckPlaces {
  private readonly mounts: Mounts;
  private opened: Promise<Commands> | null = null;

  constructor(private readonly options: CleanPlacesOptions) {
    this.mounts = new Mounts(options.carrier);
  }

  async open(subject: CheckSubject, signal: AbortSignal): Promise<CheckPlace> {
    const { tree, folder: asked } = this.options;
    const held = await this.fill(subject);
    signal.throwIfAborted();
    const folder = await realpath(asked);
    const planned = planMounts({
      carried: this.options.carried,
      ignored: await tree.ignoredInWorktree(),
      isHeld: (path) => held.has(path),
      isRenewed: (path) => subject.isRenewed(path),
    });
    const mounted = await this.present(planned);
    await this.mounts.dropOthers(
      folder,
      mounted.map(({ path }) => path),
    );
    for (const { path, from } of mounted) {
      await this.mounts.bring({ path, from: this.rootOf(from), to: folder }, signal);
    }
    const closed = ['.git', ...mounted.map(({ path }) => path.replace(/\/$/, ''))];
    return {
      place: 'clean',
      folder,
      mounted,
      commands: await this.commandsIn(folder),
      written: (isWanted) =>
        writtenBelow(folder, {
          isWanted: (path) => isWanted(path) && !held.has(path),
          isClosed: (path) => closed.includes(path),
        }),
    };
  }

  async remove(): Promise<void> {
    this.mounts.forget();
    await this.options.carrier.removeTree(dirname(this.options.folder));
  }

  private commandsIn(folder: string): Promise<Commands> {
    this.opened ??= this.options.openCommands(folder).catch((error: unknown) => {
      this.opened = null;
      throw error;
    });
    return this.opened;
  }

  /** What can't be cleaned, because a check closed it to us, is thrown away as a whole. */
  private async fill(subject: CheckSubject): Promise<HeldPaths> {
    const { tree, carrier, folder } = this.options;
    try {
      return await tree.fill(subject, (path) => this.mounts.keeps(path));
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) {
        throw error;
      }
      this.mounts.forget();
      await carrier.removeTree(folder);
      return await tree.fill(subject, () => 'none');
    }
  }

  /** What is gone from the user's checkout is taken from the agent's worktree, where it was copied to, or left out. */
  private async present(planned: readonly MountedInput[]): Promise<MountedInput[]> {
    const mounted: MountedInput[] = [];
    for (const { path, from } of planned) {
      // What is mounted for the agent's commands is only in the checkout.
      const isElsewhere = this.options.carried.some((each) => each.path === path && each.how === 'mounted');
      const others = isElsewhere ? [] : (['worktree'] as const);
      const sources = from === 'checkout' ? (['checkout', ...others] as const) : others;
      for (const source of sources) {
        if (await isThere(join(this.rootOf(source), path))) {
          mounted.push({ path, from: source });
          break;
        }
      }
    }
    return mounted;
  }

  private rootOf(from: MountedInput['from']): string {
    return from === 'checkout' ? this.options.checkout : this.options.worktree;
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
