import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Bare repositories that the real git reaches as `git@HOST:PATH.git`, whatever the host: an `ssh` that runs the other
 * end here stands before the real one on the PATH of this process until it is disposed.
 */
export class SshRemotes {
  private readonly path = process.env['PATH'] ?? '';
  private readonly root: string;
  /** To be put first on the PATH of other processes. */
  readonly bin: string;

  constructor(folder: string) {
    this.root = join(folder, 'remotes');
    this.bin = join(folder, 'ssh-bin');
    mkdirSync(this.root);
    mkdirSync(this.bin);
    this.answer('exec sh -c "$last"');
    process.env['PATH'] = `${this.bin}:${this.path}`;
  }

  /** What the other end does with the command in `$last`. */
  answer(script: string): void {
    const file = join(this.bin, 'ssh');
    writeFileSync(file, `#!/bin/sh\nfor last; do :; done\ncd '${this.root}' || exit 1\n${script}\n`);
    chmodSync(file, 0o755);
  }

  /** The folder of a repository. */
  folder(path: string): string {
    return join(this.root, `${path}.git`);
  }

  add(path: string): void {
    mkdirSync(dirname(this.folder(path)), { recursive: true });
    execFileSync('git', ['init', '-q', '--bare', '-b', 'main', this.folder(path)]);
  }

  fork(from: string, to: string): void {
    mkdirSync(dirname(this.folder(to)), { recursive: true });
    execFileSync('git', ['clone', '-q', '--bare', this.folder(from), this.folder(to)]);
  }

  /** A commit of a branch, with its message and changed files; null when it is not there. */
  commit(path: string, branch: string): string | null {
    const args = ['for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`];
    const found = this.git(path, ...args).trim();
    return found === '' ? null : found;
  }

  git(path: string, ...args: string[]): string {
    return execFileSync('git', args, { cwd: this.folder(path), encoding: 'utf8' });
  }

  dispose(): void {
    process.env['PATH'] = this.path;
  }
}
