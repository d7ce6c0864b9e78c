import { dirname, join, relative, sep } from 'node:path';
import { GitError, TaskError } from '../../core/errors';
import type { Member } from '../../core/repositories/joinedPorts';
import { joinedRoot } from '../../core/repositories/joinedRoot';
import {
  type LinedYaml,
  type MultiRepo,
  multiRepoFile,
  type MultiRepoProblem,
  placeBelow,
  readMultiRepo,
} from '../../core/repositories/multiRepoFile';
import type { FileCarrier, Git } from '../../core/worktrees/gitPorts';
import type { Joined } from '../../protocol';

interface Deps {
  git: Pick<Git, 'facts' | 'join'>;
  carrier: Pick<FileCarrier, 'readText' | 'realPath'>;
  readYaml(text: string): Promise<LinedYaml>;
}

/** Several repositories that a task can work on: all that `Drafts` needs of them. */
export interface OpenedJoined {
  /** What stands for all of them, of `joinedRoot`. */
  root: string;
  joined: Joined;
  /** The tops of their checkouts, in the order of `joined.members`. */
  roots: string[];
}

/** A folder that says in `.cursor/multi-repo.yaml` which repositories belong together. */
interface FoundFile {
  folder: string;
  file: string;
  text: string;
}

const mostAbove = 16;

/** Repositories that belong together, by a file or because a window has them open. */
export class JoinedRepositories {
  constructor(private readonly deps: Deps) {}

  /** The folder itself, or the nearest one above it, that has the file; null where none has. */
  async find(from: string): Promise<FoundFile | null> {
    let folder = await this.deps.carrier.realPath(from);
    for (let above = 0; above < mostAbove; above += 1) {
      const file = join(folder, multiRepoFile);
      const text = await this.deps.carrier.readText(file);
      if (text !== null) {
        return { folder, file, text };
      }
      if (dirname(folder) === folder) {
        return null;
      }
      folder = dirname(folder);
    }
    return null;
  }

  /** What is wrong with the file's text, also with what stands on the disk; the first line first. */
  async problems({ folder, text }: Omit<FoundFile, 'file'>): Promise<MultiRepoProblem[]> {
    const { problems } = await this.read(folder, text);
    return problems.sort((a, b) => a.line - b.line);
  }

  /** As the nearest file at or above the folder says. Throws `TaskError` or `GitError`, each thing that is wrong by its line. */
  async open(from: string): Promise<OpenedJoined> {
    const found = await this.find(from);
    if (found === null) {
      throw new TaskError('not-possible-now', `There is no ${multiRepoFile} in ${from} or above it.`, {
        hint: 'List the repositories there, with their paths relative to the folder that holds .cursor.',
      });
    }
    const { folder, file } = found;
    const { members, problems } = await this.read(folder, found.text);
    const blocking = problems.filter(({ isPassedOver }) => isPassedOver !== true);
    if (blocking.length > 0) {
      const lines = blocking.map(({ line, message }) => `line ${line}: ${message}`).join(' ');
      throw new TaskError('not-possible-now', `The repositories of ${file} can't be used: ${lines}`, {
        hint: `Correct ${file}, then start the task again.`,
      });
    }
    return this.join(folder, members);
  }

  /** Those whose tops these folders are, in their order, as with the folders of a window. Throws as `open`. */
  async together(folders: readonly string[]): Promise<OpenedJoined> {
    const tops = await Promise.all(folders.map((each) => this.deps.carrier.realPath(each)));
    const folder = tops.map(dirname).reduce((a, b) => commonFolder(a, b));
    const members = tops.map((top) => ({
      path: relative(folder, top).split(sep).join('/'),
      rules: null,
      language: null,
      line: 0,
    }));
    const problems = (await Promise.all(members.map((member) => this.look(folder, member)))).flat();
    if (dirname(folder) === folder || problems.length > 0) {
      const why = problems.map(({ message }) => message).join(' ') || 'They have no folder in common.';
      throw new TaskError('not-possible-now', `The folders of this window can't be worked on together: ${why}`, {
        hint: `List the repositories in ${multiRepoFile} of the folder that holds them.`,
      });
    }
    // Where a folder of its own has rules they are its own.
    return this.join(
      folder,
      members.map((member) => ({ ...member, rules: `${member.path}/.cursor/rules` })),
    );
  }

  /** Those of another task, as they were then. Throws `GitError`. */
  async again(joined: Joined): Promise<OpenedJoined> {
    const root = joinedRoot(joined.folder);
    const members = membersOf(joined);
    await this.deps.git.join(root, members);
    return { root, joined, roots: members.map((member) => member.root) };
  }

  private join(folder: string, found: MultiRepo['members']): Promise<OpenedJoined> {
    const members = found.map(({ path, rules, language }) => ({ path, rules, language }));
    return this.again({ folder, members });
  }

  private async read(folder: string, text: string): Promise<MultiRepo> {
    const { members, problems } = readMultiRepo(await this.deps.readYaml(text));
    const onDisk = await Promise.all(members.map((member) => this.look(folder, member)));
    const twice = problems.length === 0 && onDisk.flat().length === 0 ? await this.sameData(folder, members) : [];
    return { members, problems: [...problems, ...onDisk.flat(), ...twice] };
  }

  /** A member is the top of a checkout, and is where its path says, without a link on the way. */
  private async look(folder: string, { path, line }: MultiRepo['members'][number]): Promise<MultiRepoProblem[]> {
    const place = join(folder, path);
    const real = await this.deps.carrier.realPath(place).catch(() => null);
    if (real === null || placeBelow(path) === null) {
      return [{ line, message: `${path} is not there.` }];
    }
    if (real !== place) {
      return [{ line, message: `${path} is a link, or lies behind one, to ${real}.` }];
    }
    try {
      const { root } = await this.deps.git.facts(place);
      return root === place
        ? []
        : [{ line, message: `${path} is not a repository of its own, but a folder of ${root}.` }];
    } catch (error) {
      if (error instanceof GitError && error.reason === 'not-a-repository') {
        return [{ line, message: `${path} is not a git repository.` }];
      }
      throw error;
    }
  }

  /** Two worktrees of one repository are one repository. */
  private async sameData(folder: string, members: MultiRepo['members']): Promise<MultiRepoProblem[]> {
    const all = await Promise.all(members.map(({ path }) => this.deps.git.facts(join(folder, path))));
    return members.flatMap(({ path, line }, index) => {
      const other = all.slice(0, index).findIndex(({ commonDir }) => commonDir === all[index]?.commonDir);
      const message = `${path} and ${members[other]?.path ?? ''} are two worktrees of one repository.`;
      return other < 0 ? [] : [{ line, message }];
    });
  }
}

/** With the tops of their checkouts. */
export function membersOf({ folder, members }: Joined): Member[] {
  return members.map(({ path }) => ({ path, root: join(folder, path) }));
}

function commonFolder(a: string, b: string): string {
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  return longer === shorter || longer.startsWith(shorter.endsWith(sep) ? shorter : `${shorter}${sep}`)
    ? shorter
    : commonFolder(dirname(shorter), longer);
}
