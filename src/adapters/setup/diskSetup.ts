import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { plainEntries } from '../../core/network/judgeHosts';
import { npmrcRegistries } from '../../core/network/npmrcRegistries';
import { namedHosts, namingFiles, npmRegistry, publicRegistries } from '../../core/network/registries';
import { installNote, noteOf } from '../../core/setup/installed';
import { installedIn, installsIn } from '../../core/setup/installs';
import type { FoundList } from '../../core/setup/foundList';
import { readSetupFile, setupFiles } from '../../core/setup/setupFiles';
import { quoted, setupScript } from '../../core/setup/setupScript';
import type { SetupPlaces, SetupPlan } from '../../core/setup/setupPorts';
import type { Commands } from '../../core/worktrees/worktreePorts';
import type { SetupList } from '../../protocol';

interface Deps {
  /** Tops of the user's checkout and of the task's worktree. */
  root: string;
  worktree: string;
  memory: { knows(key: string): Promise<boolean>; remember(key: string): Promise<void> };
  openCommands(variables: Record<string, string>): Promise<Commands>;
}

const maxBytes = 256 * 1024;
const maxLockBytes = 64 * 1024 * 1024;
/** Folders that are looked into for lock files beside the top. */
const maxFolders = 200;
const platforms: Partial<Record<NodeJS.Platform, 'osx' | 'windows'>> = { darwin: 'osx', win32: 'windows' };
const platform = platforms[process.platform] ?? 'linux';

/** Setup files are looked for in the worktree, and where it has none in the checkout. */
export class DiskSetup implements SetupPlaces {
  constructor(private readonly deps: Deps) {}

  async plan(): Promise<SetupPlan> {
    const plan: SetupPlan = { lists: [], problems: [] };
    for (const file of setupFiles) {
      const text = await this.read(file);
      const { lists, problems } = text === null ? { lists: [], problems: [] } : readSetupFile(file, text, platform);
      plan.problems.push(...problems);
      for (const found of lists) {
        const list = await this.listOf(file, found);
        if (typeof list === 'string') {
          plan.problems.push(list);
        } else {
          plan.lists.push(list);
        }
      }
    }
    plan.lists.push(...(await this.installs()));
    return plan;
  }

  async outdated(): Promise<SetupList[]> {
    const lists: SetupList[] = [];
    for (const folder of await this.lookedInto()) {
      const { names } = await namesIn(path.join(this.deps.worktree, folder));
      for (const install of installedIn(names)) {
        const list = await this.installOf(folder, install);
        const at = (name: string) => path.join(this.deps.worktree, folder, name);
        const renews = await outdatedLock({ lock: at(install.lock), makes: at(install.makes), name: install.lock, at });
        lists.push(...(renews === null ? [] : [{ ...list, renews }]));
      }
    }
    return lists;
  }

  async isMissing(makes: string): Promise<boolean> {
    return (await fs.lstat(path.join(this.deps.worktree, makes)).catch(() => null)) === null;
  }

  async isAsPlanned({ script, scriptPath }: SetupList): Promise<boolean> {
    return scriptPath === undefined || (await this.read(scriptPath)) === script;
  }

  async kept({ steps, folder }: SetupList): Promise<number[]> {
    const kept: number[] = [];
    for (const index of steps.keys()) {
      const found = installNote(steps, index);
      const read = (name: string) => readBounded(path.join(this.deps.worktree, folder, name), maxLockBytes);
      const [lock, note] = found === null ? [null, null] : await Promise.all([read(found.lock), read(found.note)]);
      if (found !== null && lock !== null && note !== null && found.isSame(lock, note)) {
        kept.push(index + 1);
      }
    }
    return kept;
  }

  isRemembered(list: SetupList): Promise<boolean> {
    return this.deps.memory.knows(keyOf(list));
  }

  remember(list: SetupList): Promise<void> {
    return this.deps.memory.remember(keyOf(list));
  }

  commands({ environment }: SetupList): Promise<Commands> {
    const { root, worktree } = this.deps;
    const editor = { workspaceFolder: worktree, workspaceFolderBasename: path.basename(worktree) };
    const given = Object.entries(environment).map(([name, value]) => [name, expanded(value, editor)] as const);
    return this.deps.openCommands({
      ...{ ROOT_WORKTREE_PATH: root, WORKTREE_PATH: worktree, REPO_PATH: root },
      ...{ CONDUCTOR_ROOT_PATH: root, CONDUCTOR_WORKSPACE_PATH: worktree },
      CONDUCTOR_WORKSPACE_NAME: path.basename(path.dirname(worktree)),
      ...editor,
      ...Object.fromEntries(given),
    });
  }

  script(list: SetupList, how: { mark: string; kept: readonly number[] }): Promise<string> {
    return Promise.resolve(setupScript(list, { ...how, isWindows: platform === 'windows' }));
  }

  private async read(file: string): Promise<string | null> {
    const { root, worktree } = this.deps;
    return (await readBounded(path.join(worktree, file))) ?? (await readBounded(path.join(root, file)));
  }

  private async listOf(file: string, found: FoundList): Promise<SetupList | string> {
    const { scriptPath, part } = found;
    const source = part === undefined ? file : `${file}, ${part}`;
    const folder = found.folder ?? '';
    const { names } = await namesIn(path.join(this.deps.worktree, folder));
    const hosts = await this.hostsOf(folder, names);
    const base = { kind: 'setup', source, environment: found.environment ?? {}, folder, hosts } as const;
    if (scriptPath === undefined) {
      return withDigest({ ...base, steps: found.steps });
    }
    const isHere = (await readBounded(path.join(this.deps.worktree, scriptPath))) !== null;
    const script = await this.read(scriptPath);
    if (script === null) {
      return `${file} names the script ${scriptPath}, which is not there or too large.`;
    }
    const step = isHere ? scriptPath : path.join(this.deps.root, scriptPath);
    return withDigest({ ...base, steps: [scriptStep(step, script)], script, scriptPath });
  }

  private async installs(): Promise<SetupList[]> {
    const lists: SetupList[] = [];
    for (const folder of await this.lookedInto()) {
      const { names } = await namesIn(path.join(this.deps.worktree, folder));
      for (const install of installsIn(names)) {
        lists.push(await this.installOf(folder, install));
      }
    }
    return lists;
  }

  /** Lock files are looked for at the top and in the folders directly below it. */
  private async lookedInto(): Promise<string[]> {
    const { folders } = await namesIn(this.deps.worktree);
    return [
      '',
      ...[...folders].filter((name) => !name.startsWith('.') && name !== 'node_modules').slice(0, maxFolders),
    ];
  }

  private async installOf(
    folder: string,
    { lock, makes, command }: ReturnType<typeof installsIn>[number],
  ): Promise<SetupList> {
    const within = (name: string) => (folder === '' ? name : `${folder}/${name}`);
    const hosts = await this.hostsOf(folder, new Set([lock]));
    return withDigest({
      ...{ kind: 'install', source: within(lock), steps: [command], environment: {}, folder, hosts },
      makes: within(makes),
    });
  }

  /** The registries that these files of a folder imply or name. */
  private async hostsOf(folder: string, names: ReadonlySet<string>): Promise<string[]> {
    const read = (name: string) => readBounded(path.join(this.deps.worktree, folder, name), maxLockBytes);
    const locks = await Promise.all(namingFiles.filter((name) => names.has(name)).map(read));
    const implied = publicRegistries(names);
    const npmrc = implied.includes(npmRegistry) ? await read('.npmrc') : null;
    const named = locks.flatMap((text) => namedHosts(text ?? ''));
    return plainEntries([...implied, ...named, ...npmrcRegistries(npmrc ?? '')]);
  }
}

/** The digest of a lock file that what was installed is not of; null where it is, or may well be. */
async function outdatedLock(install: {
  lock: string;
  makes: string;
  name: string;
  at: (name: string) => string;
}): Promise<string | null> {
  const known = noteOf(install.name);
  const [lock, note, lockStats, madeStats] = await Promise.all([
    readBounded(install.lock, maxLockBytes),
    known === null ? null : readBounded(install.at(known.note), maxLockBytes),
    fs.stat(install.lock).catch(() => null),
    fs.stat(install.makes).catch(() => null),
  ]);
  if (lock === null || lockStats === null || madeStats === null) {
    return null;
  }
  const isOf = known !== null && note !== null ? known.isSame(lock, note) : lockStats.mtimeMs <= madeStats.mtimeMs;
  return isOf ? null : createHash('sha256').update(lock).digest('hex');
}

/** What has no right to be executed is run by the program that its first line names, or by the shell. */
function scriptStep(file: string, script: string): string {
  if (platform === 'windows') {
    return `"${file.replaceAll('/', '\\')}"`;
  }
  const program = /^#!\s*(\S.*)/.exec(script)?.[1]?.trim() ?? 'sh';
  return `${program} ${quoted(file)}`;
}

function withDigest(list: Omit<SetupList, 'digest'>): SetupList {
  return { ...list, digest: createHash('sha256').update(JSON.stringify(list)).digest('hex') };
}

/** An install is allowed for a repository whatever its lock file says; a setup exactly as it was shown. */
function keyOf({ kind, digest }: SetupList): string {
  return `${kind}-${digest}`;
}

function expanded(value: string, variables: Record<string, string>): string {
  return value.replace(/\$\{(\w+)\}/g, (found, name: string) => variables[name] ?? found);
}

async function readBounded(file: string, limit = maxBytes): Promise<string | null> {
  const stats = await fs.stat(file).catch(() => null);
  return stats?.isFile() === true && stats.size <= limit ? await fs.readFile(file, 'utf8') : null;
}

async function namesIn(folder: string): Promise<{ names: Set<string>; folders: Set<string> }> {
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return { names: new Set(entries.map(({ name }) => name)), folders: new Set(folders) };
}
