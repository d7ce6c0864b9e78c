import { createHash, randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as z from 'zod';
import { isRunning } from '../../core/isRunning';
import { locksBeside } from '../../core/setup/installs';
import type { FileCarrier } from '../../core/worktrees/gitPorts';
import type { DependencyStorage, StoredDependencies } from '../../core/setup/dependencyPorts';
import { folderStamp } from './folderStamp';

const Entry = z.object({ path: z.string(), bytes: z.number(), lock: z.string() });

interface Wanted {
  /** Top of the user's checkout, and a folder of dependencies in it. */
  root: string;
  path: string;
  /** The folder that what is stored is used for; it is in use while that exists. */
  user: string;
}

interface Making extends Wanted {
  digest: string;
  bytes: number;
  lock: string;
}

type Options = Parameters<FileCarrier['carry']>[3];

/** What this process puts into stores, so that tasks which begin together do it once. */
const makings = new Map<string, Promise<boolean>>();
const maxLockBytes = 64 * 1024 * 1024;
const record = 'entry.json';

/**
 * Untouched copies of folders of dependencies, each once for all tasks: by what the lock files beside it say and by the
 * state of each file in it, so that a checkout whose folder differs has one of its own. Nothing ever writes into one.
 */
export class DependencyStore implements DependencyStorage {
  constructor(
    private readonly folder: string,
    private readonly carrier: Pick<FileCarrier, 'carry' | 'removeTree' | 'size'>,
  ) {}

  /**
   * The top of a tree that holds the folder at the same path, made when it is not there yet. Null for one that must not
   * be shared: it has links that name the checkout, or something else changed it meanwhile.
   */
  async bring(wanted: Wanted, options: Options): Promise<string | null> {
    const before = await folderStamp(wanted.root, wanted.path, options.signal);
    if (before === null) {
      return null;
    }
    const lock = await this.lockOf(wanted);
    const home = path.join(this.folder, `${lock}-${before.digest.slice(0, 16)}`);
    if (!(await this.keep(home, { ...wanted, ...before, lock }, options))) {
      return null;
    }
    return await this.use(home, wanted);
  }

  /** What is kept, the longest unused first. */
  async list(): Promise<StoredDependencies[]> {
    const found: StoredDependencies[] = [];
    for (const name of await namesIn(this.folder)) {
      const home = path.join(this.folder, name);
      const entry = await this.entry(home);
      const stats = await fs.stat(path.join(home, record)).catch(ignoreMissing);
      if (entry !== null && stats !== null) {
        const users = await this.usersOf(home);
        found.push({ name, path: entry.path, bytes: entry.bytes, usedAtMs: stats.mtimeMs, users: users.length });
      }
    }
    return found.sort((one, other) => one.usedAtMs - other.usedAtMs);
  }

  /** Removes one that nothing uses: out of everybody's reach first. False where something does. */
  async remove(name: string): Promise<boolean> {
    const home = path.join(this.folder, path.basename(name));
    if ((await this.usersOf(home)).length > 0) {
      return false;
    }
    const aside = `${home}-dropped-${process.pid}-${randomUUID()}`;
    await fs.rename(home, aside).catch(ignoreMissing);
    if ((await this.usersOf(aside)).length > 0) {
      await fs.rename(aside, home);
      return false;
    }
    await this.carrier.removeTree(aside);
    return true;
  }

  /** Removes what processes left that were killed while they made or removed one, and what a crash tore. */
  async tidy(): Promise<void> {
    for (const name of await namesIn(this.folder)) {
      const pid = /-(?:making|dropped)-(\d+)-/.exec(name)?.[1];
      const isLeft =
        pid === undefined
          ? (await this.entry(path.join(this.folder, name))) === null
          : !isRunning(() => process.kill(Number(pid), 0));
      if (isLeft) {
        await this.carrier.removeTree(path.join(this.folder, name));
      }
    }
  }

  /** One that waited for another's, which was stopped, makes its own. */
  private async keep(home: string, making: Making, options: Options): Promise<boolean> {
    const others = makings.get(home);
    const make = async () => (await this.entry(home)) !== null || (await this.make(home, making, options));
    if (others !== undefined) {
      await others.catch(() => false);
      return await make();
    }
    const own = make().finally(() => makings.delete(home));
    makings.set(home, own);
    return await own;
  }

  private async make(home: string, wanted: Making, options: Options): Promise<boolean> {
    const { root, path: inside, digest, bytes, lock } = wanted;
    const aside = `${home}-making-${process.pid}-${randomUUID()}`;
    try {
      const files = path.join(aside, 'files');
      await fs.mkdir(files, { recursive: true, mode: 0o700 });
      const [carried] = await this.carrier.carry(root, files, [inside], options);
      const after = await folderStamp(root, inside, options.signal);
      if (carried?.reason !== undefined || after?.digest !== digest) {
        return false;
      }
      const entry: z.infer<typeof Entry> = { path: inside, bytes, lock };
      await fs.writeFile(path.join(aside, record), JSON.stringify(entry), { flush: true });
      await fs.rename(aside, home).catch(ignoreTaken);
      return true;
    } finally {
      await this.carrier.removeTree(aside);
    }
  }

  /** Null where it was removed in the same moment. */
  private async use(home: string, { user }: Wanted): Promise<string | null> {
    const name = createHash('sha256').update(user).digest('hex').slice(0, 16);
    try {
      await fs.mkdir(path.join(home, 'users'), { recursive: true });
      await fs.writeFile(path.join(home, 'users', name), user);
      const now = new Date();
      await fs.utimes(path.join(home, record), now, now);
      return path.join(home, 'files');
    } catch (error) {
      return ignoreMissing(error as NodeJS.ErrnoException);
    }
  }

  private async usersOf(home: string): Promise<string[]> {
    const users: string[] = [];
    for (const name of await namesIn(path.join(home, 'users'))) {
      const user = await fs.readFile(path.join(home, 'users', name), 'utf8').catch(ignoreMissing);
      if (user !== null && (await fs.stat(user).catch(ignoreMissing)) !== null) {
        users.push(user);
      }
    }
    return users;
  }

  private async entry(home: string): Promise<z.infer<typeof Entry> | null> {
    const text = await fs.readFile(path.join(home, record), 'utf8').catch(ignoreMissing);
    return text === null ? null : parsed(text);
  }

  private async lockOf({ root, path: inside }: Wanted): Promise<string> {
    const hash = createHash('sha256').update(`${inside}\0${process.platform}\0${process.arch}`);
    for (const name of locksBeside(inside)) {
      const file = path.join(root, name);
      const stats = await fs.stat(file).catch(ignoreMissing);
      if (stats?.isFile() === true && stats.size <= maxLockBytes) {
        hash.update(`\0${name}\0`).update(await fs.readFile(file));
      }
    }
    return hash.digest('hex').slice(0, 16);
  }
}

/** Null for what a crash tore. */
function parsed(text: string): z.infer<typeof Entry> | null {
  try {
    return Entry.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return null;
    }
    throw error;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return (await fs.readdir(folder).catch(ignoreMissing)) ?? [];
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (['ENOENT', 'ENOTDIR'].includes(error.code ?? '')) {
    return null;
  }
  throw error;
}

/** Another process made the same at the same time. */
function ignoreTaken(error: NodeJS.ErrnoException): void {
  if (!['ENOTEMPTY', 'EEXIST'].includes(error.code ?? '')) {
    throw error;
  }
}
