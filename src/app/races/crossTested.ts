import type { Candidate, CellOutcome, ObjectName } from '../../protocol';
import type { Git } from '../../core/worktrees/gitPorts';

type CrossGit = Pick<Git, 'treeWith' | 'changes' | 'show'>;

interface Crossing {
  root: string;
  tests: Candidate;
  code: Candidate;
  /** Whether there is a command to run. */
  hasChecks: boolean;
}

type Crossed = { kind: 'tree'; tree: ObjectName } | Extract<CellOutcome, { kind: 'unmerged' }>;

/**
 * The code of one with the test files of another over it, or why that says nothing. Only objects are written. Throws
 * `GitError`.
 */
export async function crossTested(git: CrossGit, { root, tests, code, hasChecks }: Crossing): Promise<Crossed> {
  const [own, other] = [tests.change, code.change];
  if (!hasChecks || own === null || other === null) {
    return unmerged('no-checks', []);
  }
  const needed = own.dependencies.filter((name) => !other.dependencies.includes(name));
  const missing = needed.length === 0 ? [] : await namedIn(git, root, { tree: own.tree, paths: own.testFiles, needed });
  if (missing.length > 0) {
    return unmerged('dependency', missing);
  }
  const paths = own.testFiles;
  const tree = await git.treeWith(root, other.tree, { change: own.tree, paths, contents: new Map() });
  const touched = await git.changes(root, other.tree, tree);
  const lost = touched.flatMap(({ path, oldPath }) => [oldPath ?? path, path]).filter((path) => !paths.includes(path));
  return lost.length > 0 ? unmerged('path', [...new Set(lost)]) : { kind: 'tree', tree };
}

function unmerged(reason: 'path' | 'dependency' | 'no-checks', names: string[]): Crossed {
  return { kind: 'unmerged', obstacle: { reason, names } };
}

/** Packages that the test files name. */
async function namedIn(
  git: CrossGit,
  root: string,
  { tree, paths, needed }: { tree: ObjectName; paths: readonly string[]; needed: readonly string[] },
): Promise<string[]> {
  const texts = await Promise.all(paths.map(async (path) => decoded(await git.show(root, tree, path))));
  return needed.filter((name) => texts.some((text) => namesPackage(text, name)));
}

function decoded(bytes: Uint8Array | null): string {
  return bytes === null ? '' : Buffer.from(bytes).toString('utf8');
}

/** As a whole word; `-` and `_` are one, since some languages write the one for the other. */
function namesPackage(text: string, name: string): boolean {
  const pattern = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/[-_]/g, '[-_]');
  return new RegExp(`(^|[^\\w-])${pattern}($|[^\\w-])`, 'm').test(text);
}
