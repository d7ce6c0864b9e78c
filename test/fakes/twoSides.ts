import { spawnSync } from 'node:child_process';
import { lstatSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ObjectName } from '../../src/protocol';
import type { TestRepo } from './testRepo';

/** A file's bytes, null where there is none any more, a link, a file that may be executed, or the commit of a submodule. */
type Change = string | Uint8Array | null | { link: string } | { program: string } | { submodule: string };
export type Changes = Readonly<Record<string, Change>>;

/** What git's own merge leaves: paths that conflict, and of each text the lines of every conflict as its marks hold them. */
export interface RealMerge {
  paths: string[];
  /** Git itself fell over it, so there is nothing to compare with. */
  hasFallen: boolean;
  texts: Record<string, { base: string[]; ours: string[]; theirs: string[] }[]>;
}

const nobody = Object.fromEntries(
  ['GIT_AUTHOR_NAME', 'GIT_COMMITTER_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_EMAIL'].map((name) => [
    name,
    'test@example.com',
  ]),
);

/** Two sides of the files of a repository, made and merged by the real git in its checkout. */
export class TwoSides {
  readonly base: ObjectName;

  constructor(readonly repo: TestRepo) {
    this.base = repo.head();
  }

  /** Both begin with these files. */
  static from(repo: TestRepo, files: Changes): TwoSides {
    new TwoSides(repo).side(files);
    return new TwoSides(repo);
  }

  /** A commit with these changes of the first one. */
  side(changes: Changes): ObjectName {
    const { repo } = this;
    repo.git('checkout', '-q', '--detach', this.base);
    for (const path of Object.keys(changes)) {
      rmSync(join(repo.root, path), { recursive: true, force: true });
    }
    Object.entries(changes).forEach(([path, change]) => this.put(path, change));
    repo.git('add', '-A');
    for (const [path, change] of Object.entries(changes)) {
      if (change !== null && typeof change === 'object' && 'submodule' in change) {
        repo.git('update-index', '--add', '--cacheinfo', `160000,${change.submodule},${path}`);
      }
    }
    repo.git('commit', '-q', '--allow-empty', '-m', 'side');
    return repo.head();
  }

  private put(path: string, change: Change): void {
    const { repo } = this;
    if (typeof change === 'string' || change instanceof Uint8Array) {
      repo.write({ [path]: change });
    } else if (change !== null && 'link' in change) {
      repo.link(path, change.link);
    } else if (change !== null && 'program' in change) {
      repo.write({ [path]: change.program });
      repo.chmod(path, 0o755);
    }
  }

  tree(commit: ObjectName): ObjectName {
    return this.repo.git('rev-parse', `${commit}^{tree}`).trim() as ObjectName;
  }

  /** By `git merge` itself, with the first lines of both and of the base between its marks. */
  merge(ours: ObjectName, theirs: ObjectName): RealMerge {
    const { repo } = this;
    repo.git('checkout', '-q', '-f', '--detach', ours);
    const { signal, stdout } = spawnSync(
      'git',
      ['-c', 'merge.conflictStyle=diff3', 'merge', '--no-commit', '--no-ff', theirs],
      {
        encoding: 'utf8',
        cwd: repo.root,
        env: { PATH: process.env['PATH'], HOME: repo.folder, GIT_CONFIG_NOSYSTEM: '1', ...nobody },
      },
    );
    const unmerged = repo
      .git('ls-files', '-u', '-z')
      .split('\0')
      .filter((entry) => entry !== '');
    const names = unmerged.map((entry) => entry.slice(entry.indexOf('\t') + 1).replace(/~(?:HEAD|[0-9a-f]{40})$/, ''));
    const paths = [...new Set([...names, ...inTheWay(stdout)])].sort();
    const stages = (path: string) => unmerged.filter((entry) => entry.endsWith(`\t${path}`)).length;
    const texts = paths.filter((path) => stages(path) === 3).map((path) => [path, marked(this.shown(path))] as const);
    rmSync(join(repo.root, '.git', 'index.lock'), { force: true });
    repo.git('reset', '-q', '--hard');
    repo.git('clean', '-q', '-f', '-d');
    return { paths, hasFallen: signal !== null, texts: Object.fromEntries(texts) };
  }

  /** Where something else than a file stands there are no marks. */
  private shown(path: string): string {
    const file = join(this.repo.root, path);
    return lstatSync(file, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(file, 'utf8') : '';
  }
}

/** A file that stands where git would move another one to is a conflict of which the index holds nothing. */
function inTheWay(said: string): string[] {
  return [...said.matchAll(/^CONFLICT \(implicit dir rename\): Existing file\/dir at (.*) in the way of /gm)].map(
    ([, path = '']) => path,
  );
}

function marked(text: string): RealMerge['texts'][string] {
  const found: RealMerge['texts'][string] = [];
  let part: string[] | null = null;
  let last: RealMerge['texts'][string][number] = { base: [], ours: [], theirs: [] };
  for (const line of text.split('\n')) {
    if (line.startsWith('<<<<<<< ')) {
      last = { base: [], ours: [], theirs: [] };
      found.push(last);
      part = last.ours;
    } else if (line.startsWith('||||||| ')) {
      part = last.base;
    } else if (/^={7}\r?$/.test(line)) {
      part = last.theirs;
    } else if (line.startsWith('>>>>>>> ')) {
      part = null;
    } else {
      part?.push(line);
    }
  }
  return found;
}
