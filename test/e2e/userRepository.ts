import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { sampleRepository, type SampleRepository } from '../harness/sampleRepository';

/** The sample project as a person's repository in the middle of work, and what must not change in it. */
export class UserRepository {
  private constructor(private readonly sample: SampleRepository) {}

  static make(name?: string): UserRepository {
    return new UserRepository(sampleRepository(name));
  }

  get folder(): string {
    return this.sample.folder;
  }

  remove(): void {
    this.sample.remove();
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8' });
  }

  read(file: string): string {
    return fs.readFileSync(path.join(this.folder, file), 'utf8');
  }

  write(file: string, text: string): void {
    const target = path.join(this.folder, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
  }

  delete(file: string): void {
    fs.rmSync(path.join(this.folder, file));
  }

  exists(file: string): boolean {
    return fs.existsSync(path.join(this.folder, file));
  }

  /** Everything an agent must leave as it is: files, index, stash, HEAD, branches, status, configuration. */
  fingerprint(): Record<string, string> {
    const index = fs.readFileSync(path.join(this.folder, '.git/index'));
    return {
      status: this.git('status', '--porcelain=v2', '--untracked-files=all'),
      index: createHash('sha256').update(index).digest('hex'),
      stash: this.git('stash', 'list'),
      head: this.git('rev-parse', 'HEAD'),
      branches: this.git('for-each-ref', '--format=%(refname) %(objectname)', 'refs/heads/main', 'refs/tags'),
      configuration: this.read('.git/config'),
      files: this.git('ls-files', '-s'),
      content: this.content(),
    };
  }

  private content(): string {
    const names = this.git('ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0').filter(Boolean);
    const hash = createHash('sha256');
    for (const name of [...new Set(names)].sort()) {
      hash.update(name).update(this.exists(name) ? this.read(name) : '(deleted)');
    }
    return hash.digest('hex');
  }
}
