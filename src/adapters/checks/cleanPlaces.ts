import { access, realpath } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type {
  CheckOverlays,
  CheckPlace,
  CheckPlaces,
  CheckSubject,
  HeldPaths,
  TreeFolder,
} from '../../core/checks/checkPorts';
import type { FileCarrier } from '../../core/worktrees/gitPorts';
import { planMounts } from '../../core/checks/mountPlan';
import { isDependencies } from '../../core/files/carryPlan';
import type { Commands } from '../../core/worktrees/worktreePorts';
import type { Carried, MountedInput } from '../../protocol';
import { Mounts } from './mounts';
import { plainOnDemand } from './plainOnDemand';
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
  /** What runs commands in that folder, and what they see there that the folder does not hold. */
  openCommands(folder: string): Promise<Opened>;
}

interface Opened {
  commands: Commands;
  overlays: CheckOverlays;
}

interface Prepared {
  held: HeldPaths;
  folder: string;
  mounted: readonly MountedInput[];
  commands: Commands;
  /** Those of `mounted` that no copy was made of. */
  overlaid: readonly string[];
}

/**
 * One folder a task, brought to the tree of each check. Folders of dependencies are shown to its commands where that can
 * be done; the copies of other ignored inputs stay while nothing touched them.
 */
export class CleanPlaces implements CheckPlaces {
  private readonly mounts: Mounts;
  private opened: Promise<Opened> | null = null;

  constructor(private readonly options: CleanPlacesOptions) {
    this.mounts = new Mounts(options.carrier);
  }

  async open(subject: CheckSubject, signal: AbortSignal): Promise<CheckPlace> {
    const { held, folder, mounted, commands, overlaid } = await this.prepare(subject, signal, isShown);
    const closed = ['.git', ...mounted.map(({ path }) => path.replace(/\/$/, ''))];
    return {
      place: 'clean',
      folder,
      mounted,
      commands: plainOnDemand(commands, overlaid, async (until) => {
        await this.prepare(subject, until, () => false);
      }),
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

  private async prepare(
    subject: CheckSubject,
    signal: AbortSignal,
    mayShow: (input: MountedInput) => boolean,
  ): Promise<Prepared> {
    const { tree, carried } = this.options;
    const held = await this.fill(subject);
    signal.throwIfAborted();
    const folder = await realpath(this.options.folder);
    const planned = planMounts({
      carried,
      ignored: await tree.ignoredInWorktree(),
      isHeld: (path) => held.has(path) || held.isBehind(path),
      isRenewed: (path) => subject.isRenewed(path),
    });
    const mounted = await this.present(planned);
    const { commands, overlays } = await this.commandsIn(folder);
    const hasPlace = ({ path }: MountedInput): boolean => posix.dirname(path) === '.' || held.has(posix.dirname(path));
    const overlaid = await overlays.show(pathsOf(mounted.filter((each) => mayShow(each) && hasPlace(each))), signal);
    const copied = mounted.filter(({ path }) => !overlaid.includes(path));
    await this.mounts.dropOthers(folder, pathsOf(copied));
    for (const { path, from } of copied) {
      await this.mounts.bring({ path, from: this.rootOf(from), to: folder }, signal);
    }
    return { held, folder, mounted, commands, overlaid };
  }

  private commandsIn(folder: string): Promise<Opened> {
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

function isShown({ path, from }: MountedInput): boolean {
  return from === 'checkout' && path.endsWith('/') && isDependencies(path);
}

function pathsOf(inputs: readonly MountedInput[]): string[] {
  return inputs.map(({ path }) => path);
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
