import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { SandboxPolicy } from '../../core/wrap';
import { withoutUserInfo } from '../../core/sandbox/withoutUserInfo';
import { removeStaleFolders } from './staleFolders';

type Cover = NonNullable<SandboxPolicy['covers']>[number];

const prefix = 'background-agents-config-';
const ofHome = ['.gitconfig', '.config/git/config'];
const namesOfGit = ['config', 'config.worktree'];
const mostModules = 500;

/**
 * Git's configuration files that hold a name, a token or a password, and what a sandboxed command finds in their place:
 * copies without these. They are looked at before each command, and read again only when they have changed.
 */
export class CoveredConfigs {
  readonly #known = new Map<string, { stamp: string; cover: Cover | null }>();

  private constructor(
    private readonly folder: string,
    private readonly gitFolders: readonly string[],
    private readonly inHome: readonly string[],
  ) {}

  /** `folders` that are none of git's are left out. */
  static async open(folders: readonly string[], home: string | undefined): Promise<CoveredConfigs> {
    const inHome = home === undefined ? [] : ofHome.map((name) => path.join(home, name));
    return new CoveredConfigs(await folderOfCopies(), folders.filter(isOfGit), inHome);
  }

  /** Throws where a copy can't be written: then the command must not run. */
  covers(): Cover[] {
    return [...this.#files()].flatMap((file) => this.#cover(file) ?? []);
  }

  /** Looked for anew each time: a submodule may have come meanwhile. */
  #files(): Set<string> {
    const all = this.gitFolders.flatMap((folder) => [
      folder,
      ...below(folder, 'modules'),
      ...below(folder, 'worktrees'),
    ]);
    return new Set([...all.flatMap((folder) => namesOfGit.map((name) => path.join(folder, name))), ...this.inHome]);
  }

  #cover(file: string): Cover | null {
    const stats = fs.statSync(file, { throwIfNoEntry: false, bigint: true });
    if (stats?.isFile() !== true) {
      return null;
    }
    const stamp = [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ');
    const known = this.#known.get(file);
    if (known?.stamp === stamp && (known.cover === null || fs.existsSync(known.cover.from))) {
      return known.cover;
    }
    const cover = this.#made(file);
    this.#known.set(file, { stamp, cover });
    return cover;
  }

  /** Byte for byte but for what is taken out, whatever the encoding. */
  #made(file: string): Cover | null {
    const text = fs.readFileSync(file, 'latin1');
    const plain = withoutUserInfo(text);
    if (plain === text) {
      return null;
    }
    const from = path.join(this.folder, createHash('sha256').update(plain, 'latin1').digest('hex'));
    fs.mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    fs.writeFileSync(from, plain, { encoding: 'latin1', mode: 0o600 });
    return { from, at: fs.realpathSync.native(file) };
  }
}

/** One for this process; those of processes that ended are removed. */
let copies: Promise<string> | null = null;

function folderOfCopies(): Promise<string> {
  copies ??= (async () => {
    const parent = fs.realpathSync(os.tmpdir());
    await removeStaleFolders(parent, prefix);
    return fs.mkdtempSync(path.join(parent, `${prefix}${process.pid}-`));
  })();
  return copies;
}

function isOfGit(folder: string): boolean {
  return fs.existsSync(path.join(folder, 'HEAD'));
}

/** The git folders of submodules, also of submodules in folders, and of worktrees. */
function below(folder: string, name: string): string[] {
  const found: string[] = [];
  const waiting = [path.join(folder, name)];
  for (let next = waiting.shift(); next !== undefined && found.length < mostModules; next = waiting.shift()) {
    const inside = foldersIn(next);
    found.push(...inside.filter(isOfGit));
    waiting.push(...inside.flatMap((each) => (isOfGit(each) ? [path.join(each, 'modules')] : [each])));
  }
  return found;
}

function foldersIn(folder: string): string[] {
  if (!fs.existsSync(folder)) {
    return [];
  }
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [path.join(folder, entry.name)] : []));
}
