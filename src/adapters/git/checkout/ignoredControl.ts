import { chmod, lstat, mkdir, readdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isControlFile } from '../../../core/files/paths';
import type { Guarded } from '../../../protocol';
import { asText, fieldsOf, type GitRepo } from '../gitRepo';

const most = 300;

/**
 * Control files of a worktree that git ignores, so that no checkpoint holds them. Inside of other ignored folders, such as
 * those of packages, nothing is looked for. A value names an object of the repository, so that no journal holds what may
 * be a secret.
 */
export class IgnoredControl {
  constructor(private readonly repo: GitRepo) {}

  async look(): Promise<Guarded[]> {
    const args = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory'];
    const { stdout } = await this.repo.run({ args, to: 'list ignored files' });
    const named = fieldsOf(stdout).map((field) => asText(field).replace(/\/$/, ''));
    const files: string[] = [];
    for (const name of named.filter(isControlFile)) {
      files.push(...(await filesIn(this.#at(name), name)));
    }
    const seen = files.sort().slice(0, most);
    const values = await this.#valuesOf(seen);
    return seen.flatMap((name, at) => {
      const value = values[at];
      return value === undefined || value === '' ? [] : [{ place: 'ignored' as const, name, value }];
    });
  }

  /** Null for nothing. A folder in its place is left, and fails. */
  async put(name: string, value: string | null): Promise<void> {
    const file = this.#at(name);
    await rm(file, { force: true });
    if (value === null) {
      return;
    }
    const [, kind = '', what = ''] = /^(-|x|link):([^]*)$/.exec(value) ?? [];
    await mkdir(dirname(file), { recursive: true });
    if (kind === 'link') {
      await symlink(what, file);
      return;
    }
    await writeFile(file, await this.#contentOf(what), { flag: 'wx' });
    await chmod(file, kind === 'x' ? 0o755 : 0o644);
  }

  /** The beginning of what a value stands for; null where that is no text. */
  async textOf(value: string): Promise<string | null> {
    const [, kind = '', what = ''] = /^(-|x|link):([^]*)$/.exec(value) ?? [];
    const bytes = kind === 'link' ? Buffer.from(`a link to ${what}`) : await this.#contentOf(what);
    return bytes.includes(0) ? null : bytes.subarray(0, 2000).toString();
  }

  async #contentOf(object: string): Promise<Buffer> {
    const args = ['cat-file', 'blob', '--end-of-options', object];
    return (await this.repo.run({ args, to: 'read a file as it was' })).stdout;
  }

  /** In the order of the names; empty for what is gone by now. */
  async #valuesOf(names: readonly string[]): Promise<string[]> {
    const kinds = await Promise.all(names.map((name) => lstat(this.#at(name)).catch(() => null)));
    const plain = names.filter((_, at) => kinds[at]?.isFile() === true);
    const objects = new Map(await this.#stored(plain));
    return await Promise.all(
      names.map(async (name, at) => {
        const stats = kinds[at];
        if (stats?.isSymbolicLink() === true) {
          return `link:${await readlink(this.#at(name))}`;
        }
        const object = objects.get(name);
        return object === undefined || stats == null ? '' : `${(stats.mode & 0o111) === 0 ? '-' : 'x'}:${object}`;
      }),
    );
  }

  /** One git for all; a name with a line break in it can't be told to it. */
  async #stored(names: readonly string[]): Promise<[string, string][]> {
    const told = names.filter((name) => !name.includes('\n'));
    if (told.length === 0) {
      return [];
    }
    const args = ['hash-object', '-w', '--no-filters', '--stdin-paths'];
    const { stdout } = await this.repo.run({ args, input: `${told.join('\n')}\n`, to: 'keep ignored control files' });
    const objects = stdout.toString().trimEnd().split('\n');
    return told.flatMap((name, at) => (objects[at] === undefined ? [] : [[name, objects[at]]]));
  }

  #at(name: string): string {
    return join(this.repo.at.worktree, name);
  }
}

/** The file itself, or all below the folder, relative to the worktree. */
async function filesIn(absolute: string, name: string): Promise<string[]> {
  const stats = await lstat(absolute).catch(() => null);
  if (stats?.isDirectory() !== true) {
    return [name];
  }
  const entries = await readdir(absolute, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .slice(0, most)
    .map((entry) => join(name, join(entry.parentPath, entry.name).slice(absolute.length + 1)));
}
