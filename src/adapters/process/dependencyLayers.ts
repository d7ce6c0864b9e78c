import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { ProcessError } from '../../core/errors';
import { obstacleTo } from '../../core/files/obstacle';
import { canBeMounted, isMadeByUs, layersFolder } from '../../core/setup/dependencyFolders';
import type { SharedFolders } from '../../core/setup/dependencyPorts';
import type { FileCarrier } from '../../core/worktrees/gitPorts';
import { kindAt } from './kindAt';
import { asOneself, findMounting, type Mounting, type OverlayMount } from './mounting';

/** `placed`: the worktree has it as plain files. */
const Layer = z.object({ path: z.string(), lower: z.string(), state: z.enum(['shared', 'placed']) });
type Layer = z.infer<typeof Layer>;

/** Those of any worktree of a task; beside one that we did not make, nothing is believed. */
export function sharedFolders(dataDirectory: string, carrier: LayersOptions['carrier']): SharedFolders {
  const isOurs = (worktree: string) => isMadeByUs(worktree, realOrSame(dataDirectory));
  const of = (worktree: string) => new DependencyLayers({ worktree, folder: layersFolder(worktree), carrier });
  return {
    isAny: (worktree) => isOurs(worktree) && of(worktree).sharedPaths().length > 0,
    async place(worktree, signal) {
      const layers = of(worktree);
      for (const inside of isOurs(worktree) ? layers.sharedPaths() : []) {
        await layers.place(inside, { signal, onProgress: () => undefined });
      }
    },
  };
}

interface LayersOptions {
  /** The task's worktree, by its real path. */
  worktree: string;
  /** Where what the task writes is kept, on the same file system; out of every command's sight. */
  folder: string;
  carrier: Pick<FileCarrier, 'carry' | 'removeTree'>;
}

type CopyOptions = Parameters<FileCarrier['carry']>[3];

/**
 * Folders that the commands of one task see through overlays of the kernel, in a namespace of each command: below what
 * is stored for all tasks, which nothing can write through that, and above it what this task wrote. The records on the
 * disk say which; so a runner that is started again, or a window, finds them as they are.
 */
export class DependencyLayers {
  private mounting: Mounting | null = null;

  constructor(private readonly options: LayersOptions) {}

  /** Whether overlays can be put over folders here; it is really tried. */
  async canShare(): Promise<boolean> {
    this.mounting ??= await findMounting();
    const { worktree, folder } = this.options;
    if (this.mounting === null || ![worktree, folder].every(canBeMounted)) {
      return false;
    }
    const trial = path.join(folder, 'trial');
    await fs.promises.mkdir(path.join(trial, 'at'), { recursive: true, mode: 0o700 });
    const mount = { lower: path.join(trial, 'at'), ...this.partsIn(trial), at: path.join(trial, 'at') };
    await this.prepare(mount);
    const [program = '', ...argv] = this.mounting.over([mount], ['/bin/true']);
    const isGood = await promisify(execFile)(program, argv).then(
      () => true,
      () => false,
    );
    await this.options.carrier.removeTree(trial);
    return isGood;
  }

  /** From now on commands see the folder at `inside`, as it is below `lower`. */
  async share(inside: string, lower: string): Promise<void> {
    const home = this.homeOf(inside);
    if (!canBeMounted(lower) || !canBeMounted(home)) {
      throw new ProcessError('sandbox', `${inside} can't be shared: its path has a comma, a colon or a backslash.`);
    }
    await fs.promises.mkdir(home, { recursive: true, mode: 0o700 });
    await this.prepare(this.partsIn(home));
    writeLayer(home, { path: inside, lower, state: 'shared' });
  }

  stateOf(inside: string): Layer['state'] | null {
    return readLayer(this.homeOf(inside))?.state ?? null;
  }

  sharedPaths(): string[] {
    return this.shared().map(({ path: inside }) => inside);
  }

  /** The stored files of a folder that is shared; false also where they are gone. */
  isUsable(inside: string): boolean {
    const layer = readLayer(this.homeOf(inside));
    return layer?.state === 'shared' && fs.existsSync(path.join(layer.lower, inside));
  }

  /** What starts a sandbox of bubblewrap, with the layers in it; the same again where there are none. */
  readonly within = (argv: readonly string[]): string[] => {
    const mounts = this.shared().flatMap((layer) => this.mountOf(layer) ?? []);
    return mounts.length === 0 || this.mounting === null ? [...argv] : this.mounting.over(mounts, asOneself(argv));
  };

  /** Makes plain files of the worktree of what is shared, with all that commands did to it. No command may run. */
  async place(inside: string, options: CopyOptions): Promise<void> {
    const home = this.homeOf(inside);
    const layer = readLayer(home);
    this.mounting ??= await findMounting();
    if (layer?.state !== 'shared' || this.mounting === null) {
      return;
    }
    const { worktree, carrier } = this.options;
    const aside = path.join(home, 'aside');
    const [made, target] = [path.join(aside, inside), path.join(worktree, inside)].map(withoutSlash) as [
      string,
      string,
    ];
    if (this.isBehindLink(inside)) {
      // A folder of somebody else's, which stays as it is.
      return;
    }
    await carrier.removeTree(aside);
    await fs.promises.mkdir(aside, { mode: 0o700 });
    await carrier.carry(layer.lower, aside, [inside], options);
    await this.fold(home, layer, made);
    if (fs.existsSync(target)) {
      // What was written there without a sandbox is the newest.
      await carrier.carry(worktree, aside, [inside], options);
      await carrier.removeTree(target);
    }
    options.signal.throwIfAborted();
    await fs.promises.mkdir(path.dirname(target), { recursive: true });
    await fs.promises.rename(made, target);
    writeLayer(home, { ...layer, state: 'placed' });
    await Promise.all(['aside', 'upper', 'work', 'at'].map((name) => carrier.removeTree(path.join(home, name))));
  }

  /** Of all that lies right in the folder, what a command touched is taken as the kernel shows it. */
  private async fold(home: string, { lower, path: inside }: Layer, made: string): Promise<void> {
    const parts = this.partsIn(home);
    const names = await fs.promises.readdir(parts.upper);
    if (names.length === 0 || this.mounting === null) {
      return;
    }
    const at = path.join(home, 'at');
    await fs.promises.mkdir(at, { recursive: true });
    const script =
      'cd "$0" || exit 1; to=$1; shift; ' +
      'for name; do rm -rf -- "$to/$name" || exit 1; ' +
      'if [ -e "./$name" ] || [ -L "./$name" ]; then cp -a -- "./$name" "$to/" || exit 1; fi; done';
    const mount = { ...parts, lower: withoutSlash(path.join(lower, inside)), at };
    for (let from = 0; from < names.length; from += 500) {
      const some = names.slice(from, from + 500);
      const [program = '', ...argv] = this.mounting.over([mount], ['/bin/sh', '-c', script, at, made, ...some]);
      await promisify(execFile)(program, argv, { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } });
    }
  }

  /** As they are seen now, in folders of which each takes what is written there; of no effect on what the task has. */
  static seenAgain(worktree: string, scratch: string): OverlayMount[] {
    const carrier = { carry: () => Promise.resolve([]), removeTree: () => Promise.resolve() };
    const layers = new DependencyLayers({ worktree, folder: layersFolder(worktree), carrier });
    return layers
      .shared()
      .flatMap((layer) => layers.mountOf(layer) ?? [])
      .map(({ at, lower, upper }, index) => {
        const [own, work] = ['upper', 'work'].map((name) => path.join(scratch, `${name}-${index}`)) as [string, string];
        fs.mkdirSync(own);
        fs.mkdirSync(work);
        return { at, lower: `${upper}:${lower}`, upper: own, work };
      });
  }

  /** Null where the worktree has no place for it any more, or one that leads elsewhere. */
  private mountOf(layer: Layer): OverlayMount | null {
    const at = withoutSlash(path.join(this.options.worktree, layer.path));
    if (!fs.existsSync(path.dirname(at)) || this.isBehindLink(layer.path)) {
      return null;
    }
    fs.mkdirSync(at, { recursive: true });
    const isPlain = fs.lstatSync(at).isDirectory();
    const lower = withoutSlash(path.join(layer.lower, layer.path));
    return isPlain ? { at, lower, ...this.partsIn(this.homeOf(layer.path)) } : null;
  }

  private isBehindLink(inside: string): boolean {
    const found = obstacleTo(`${inside}/`, (each) => kindAt(path.join(this.options.worktree, each)));
    return found !== null && found.path !== withoutSlash(inside);
  }

  private partsIn(home: string): { upper: string; work: string } {
    return { upper: path.join(home, 'upper'), work: path.join(home, 'work') };
  }

  private async prepare({ upper, work }: { upper: string; work: string }): Promise<void> {
    await Promise.all([upper, work].map((folder) => fs.promises.mkdir(folder, { recursive: true })));
  }

  private shared(): Layer[] {
    const { folder } = this.options;
    const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
    const layers = names.flatMap((name) => readLayer(path.join(folder, name)) ?? []);
    return layers.filter(({ state }) => state === 'shared');
  }

  private homeOf(inside: string): string {
    return path.join(this.options.folder, encodeURIComponent(withoutSlash(inside)).replaceAll('.', '%2E'));
  }
}

function realOrSame(folder: string): string {
  return fs.existsSync(folder) ? fs.realpathSync(folder) : folder;
}

function readLayer(home: string): Layer | null {
  const file = path.join(home, 'layer.json');
  return fs.existsSync(file) ? Layer.parse(JSON.parse(fs.readFileSync(file, 'utf8'))) : null;
}

function writeLayer(home: string, layer: Layer): void {
  const file = path.join(home, 'layer.json');
  fs.writeFileSync(`${file}.new`, JSON.stringify(layer), { flush: true });
  fs.renameSync(`${file}.new`, file);
}

function withoutSlash(folder: string): string {
  return folder.replace(/[/\\]+$/, '');
}
