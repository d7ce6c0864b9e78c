import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RepositoryGuard } from '../../../core/control/guardPorts';
import type { CheckoutRef } from '../../../core/worktrees/checkoutRef';
import type { Guarded, GuardedChange, GuardScope } from '../../../protocol';
import { isExecCapable, type Setting, settingsOf } from '../process/execConfig';
import { GitProcess } from '../process/gitProcess';
import { GitRepo } from '../gitRepo';
import { IgnoredControl } from '../checkout/ignoredControl';

const longest = 64 * 1024;
const aLink = 'sha256:a link';
const aFolder = 'sha256:a folder';

/** Looks at files and lists settings, which runs nothing of them. */
export class GitRepositoryGuard implements RepositoryGuard {
  private readonly repo: GitRepo;
  private readonly ignored: IgnoredControl;
  /** By file, what git last listed of it and the whole content that this is of. */
  private readonly listed = new Map<string, { content: string; settings: readonly Setting[] }>();

  constructor(at: CheckoutRef) {
    this.repo = new GitRepo(new GitProcess(), at);
    this.ignored = new IgnoredControl(this.repo);
  }

  async look(scope: GuardScope): Promise<Guarded[]> {
    const [ofGit, ignored] = await Promise.all([
      scope === 'ignored' ? [] : this.ofGit(),
      scope === 'git' ? [] : this.ignored.look(),
    ]);
    return [...ofGit, ...ignored];
  }

  async texts(changes: readonly GuardedChange[]): Promise<string[]> {
    const written = changes.flatMap(({ place, name, after }) =>
      place === 'ignored' && after !== null ? [{ name, after }] : [],
    );
    return await Promise.all(
      written.slice(0, 5).map(async ({ name, after }) => {
        const text = await this.ignored.textOf(after);
        return text === null ? `${name} is not text.` : `${name} would hold:\n${text}`;
      }),
    );
  }

  private async ofGit(): Promise<Guarded[]> {
    const { gitDir, commonDir } = this.repo.at;
    const [config, ofCheckout, ofWorktree, hooks, attributes, pointer] = await Promise.all([
      this.settings(join(commonDir, 'config'), 'config'),
      this.settings(join(commonDir, 'config.worktree'), 'config.checkout'),
      gitDir === commonDir ? [] : this.settings(join(gitDir, 'config.worktree'), 'config.worktree'),
      this.hooks(),
      this.file('attributes', 'info/attributes', join(commonDir, 'info', 'attributes')),
      gitDir === commonDir ? [] : this.file('pointer', '.git', join(this.repo.at.worktree, '.git')),
    ]);
    return [...config, ...ofCheckout, ...ofWorktree, ...hooks, ...attributes, ...pointer];
  }

  async put(changes: readonly GuardedChange[], side: 'before' | 'after'): Promise<string[]> {
    const stuck: string[] = [];
    for (const change of changes) {
      try {
        await this.putOne(change, change[side]);
      } catch (error) {
        if (!(error instanceof Error)) {
          throw error;
        }
        stuck.push(`${change.place} ${change.name}`);
      }
    }
    return stuck;
  }

  /** A key with all its values, for git adds them up. */
  private async settings(file: string, place: Guarded['place']): Promise<Guarded[]> {
    const content = await textOf(file);
    if (content === null) {
      return [];
    }
    const found = new Map<string, string[]>();
    for (const [key, value] of await this.listedIn(file, content)) {
      found.set(key, [...(found.get(key) ?? []), value]);
    }
    return [...found].map(([name, values]) => ({ place, name, value: JSON.stringify(values) }));
  }

  /** Those of a file's own lines that can name a program. The same content of a plain file is listed once. */
  private async listedIn(file: string, content: string): Promise<readonly Setting[]> {
    const known = this.listed.get(file);
    if (known?.content === content) {
      return known.settings;
    }
    const args = ['config', '--file', file, '--no-includes', '--list', '-z'];
    const { stdout } = await this.repo.run({ args, to: 'read the configuration of the repository' });
    const settings = settingsOf(stdout.toString()).filter(isExecCapable);
    const isPlain = content !== aLink && content !== aFolder;
    if (isPlain && (await textOf(file)) === content) {
      this.listed.set(file, { content, settings });
    }
    return settings;
  }

  private async hooks(): Promise<Guarded[]> {
    const folder = join(this.repo.at.commonDir, 'hooks');
    const names = await readdir(folder).catch((error: unknown) => absent<string[]>(error, []));
    const own = names.filter((name) => !name.endsWith('.sample')).sort();
    return (await Promise.all(own.map((name) => this.file('hooks', name, join(folder, name))))).flat();
  }

  private async file(place: Guarded['place'], name: string, file: string): Promise<Guarded[]> {
    const value = await textOf(file);
    return value === null ? [] : [{ place, name, value }];
  }

  private async putOne({ place, name }: GuardedChange, value: string | null): Promise<void> {
    const { gitDir, commonDir, worktree } = this.repo.at;
    switch (place) {
      case 'config':
        await this.set(join(commonDir, 'config'), name, value);
        break;
      case 'config.checkout':
        await this.set(join(commonDir, 'config.worktree'), name, value);
        break;
      case 'config.worktree':
        await this.set(join(gitDir, 'config.worktree'), name, value);
        break;
      case 'hooks':
        await putFile(join(commonDir, 'hooks', name), value);
        break;
      case 'attributes':
        await putFile(join(commonDir, 'info', 'attributes'), value);
        break;
      case 'ignored':
        await this.ignored.put(name, value);
        break;
      case 'pointer':
        await putFile(join(worktree, '.git'), value);
        break;
    }
  }

  private async set(file: string, key: string, value: string | null): Promise<void> {
    const to = `set ${key} of the repository`;
    const config = (...args: string[]) =>
      this.repo.run({ args: ['config', '--file', file, ...args], to, accept: [0, 5] });
    await config('--unset-all', key);
    for (const one of value === null ? [] : (JSON.parse(value) as string[])) {
      await config('--add', key, one);
    }
  }
}

/** Null where nothing is. What is no file is told, and can't be put back to. */
async function textOf(file: string): Promise<string | null> {
  try {
    const stats = await lstat(file);
    if (!stats.isFile()) {
      return stats.isSymbolicLink() ? aLink : aFolder;
    }
    const bytes = await readFile(file);
    const text = bytes.toString();
    const isWhole = bytes.length <= longest && Buffer.from(text).equals(bytes);
    const rights = (stats.mode & 0o111) === 0 ? '-' : 'x';
    return isWhole ? `${rights}:${text}` : `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  } catch (error) {
    return absent(error, null);
  }
}

function absent<T>(error: unknown, instead: T): T {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
    return instead;
  }
  throw error;
}

/** A folder in its place is moved aside, for it may hold work. */
async function putFile(file: string, value: string | null): Promise<void> {
  const kept = value === null ? null : /^([x-]):([^]*)$/.exec(value);
  if (value !== null && kept === null) {
    throw new TypeError(`${file} can't be put back: it was no text.`);
  }
  const standing = await lstat(file).catch((error: unknown) => absent(error, null));
  if (standing?.isDirectory() === true) {
    await rename(file, `${file}-aside-${Date.now()}`);
  } else {
    await rm(file, { force: true });
  }
  if (kept !== null) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, kept[2] ?? '', { flag: 'wx' });
    await chmod(file, kept[1] === 'x' ? 0o755 : 0o644);
  }
}
