import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ObjectName } from '../../src/protocol';

const identity = ['GIT_AUTHOR_NAME', 'GIT_COMMITTER_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_EMAIL'];

/** A real repository in a folder of its own, driven by the real git, with no configuration but its own. */
export class TestRepo {
  readonly folder: string;
  readonly root: string;

  constructor(name = 'project') {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'bga-test-')));
    this.root = join(this.folder, name);
    mkdirSync(this.root);
    this.git('init', '-q', '-b', 'main');
  }

  /** With `files` committed. */
  static with(files: Readonly<Record<string, string | Uint8Array>>, name?: string): TestRepo {
    const repo = new TestRepo(name);
    repo.write(files);
    repo.commit('first');
    return repo;
  }

  git(...args: string[]): string {
    return this.gitIn(this.root, ...args);
  }

  gitIn(cwd: string, ...args: string[]): string {
    const env = {
      PATH: process.env['PATH'],
      HOME: this.folder,
      GIT_CONFIG_NOSYSTEM: '1',
      ...Object.fromEntries(identity.map((name) => [name, 'test@example.com'])),
    };
    return execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  write(files: Readonly<Record<string, string | Uint8Array>>, root = this.root): void {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  remove(path: string, root = this.root): void {
    rmSync(join(root, path), { recursive: true });
  }

  link(path: string, target: string, root = this.root): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  }

  chmod(path: string, mode: number): void {
    chmodSync(join(this.root, path), mode);
  }

  commit(message: string): ObjectName {
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '-m', message);
    return this.head();
  }

  head(): ObjectName {
    return this.git('rev-parse', 'HEAD').trim() as ObjectName;
  }

  /** All that must stay as it is whatever we do: files, index, HEAD, branches, tags, stash, configuration, status. */
  userState(): Record<string, unknown> {
    return {
      files: filesBelow(this.root, ['.git']),
      index: hashOf(join(this.root, '.git', 'index')),
      head: readFileSync(join(this.root, '.git', 'HEAD'), 'utf8'),
      config: hashOf(join(this.root, '.git', 'config')),
      refs: this.git('for-each-ref', 'refs/heads', 'refs/tags', 'refs/remotes', 'refs/stash'),
      stash: this.git('stash', 'list'),
      status: this.git('--no-optional-locks', 'status', '--porcelain=v2', '-z'),
    };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Path → kind, rights and content of everything below a folder, without the entries named in `without`. */
export function filesBelow(root: string, without: readonly string[] = []): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(root).filter((entry) => !without.includes(entry))) {
    const path = join(root, name);
    const stats = lstatSync(path);
    if (stats.isDirectory()) {
      for (const [inner, what] of Object.entries(filesBelow(path, without))) {
        found[`${name}/${inner}`] = what;
      }
    } else if (stats.isSymbolicLink()) {
      found[name] = `link ${readlinkSync(path)}`;
    } else {
      found[name] = `${(stats.mode & 0o777).toString(8)} ${hashOf(path)}`;
    }
  }
  return found;
}

function hashOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unreadable';
  }
}
