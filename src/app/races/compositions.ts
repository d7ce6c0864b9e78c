import { TaskError } from '../../core/errors';
import { bytesOf, linesOf } from '../../core/landing/changedPlaces';
import { composeHunks, type ReviewHunk } from '../../core/landing/reviewHunks';
import { chosenName } from '../../core/races/arenaState';
import {
  type CandidateFile,
  type ComposedFile,
  composedFiles,
  overlapsOf,
  type TakenFile,
} from '../../core/races/compose';
import { resultTree } from '../../core/run/result';
import { groupOf } from '../../core/views/taskGroups';
import type { Git } from '../../core/worktrees/gitPorts';
import type {
  ChosenHunk,
  HunkLines,
  ObjectName,
  OfferedFile,
  OfferGap,
  RaceOffer,
  StartingPoint,
  TaskId,
  TaskView,
} from '../../protocol';
import type { ReviewedChanges } from '../reviews/reviewedChanges';

interface Deps {
  git: Pick<Git, 'treeOf' | 'treeWith' | 'changes' | 'show' | 'commitTree'>;
  changes: Pick<ReviewedChanges, 'all'>;
}

/** The racers of a race that are there, and the snapshot that all of them began with. */
export interface Contest {
  root: string;
  point: StartingPoint;
  racers: readonly TaskView[];
}

interface Source {
  taskId: TaskId;
  head: ObjectName;
}

interface Offered {
  base: ObjectName;
  sources: readonly Source[];
  gaps: OfferGap[];
  files: readonly CandidateFile[];
}

const aroundLines = 3;
const mostLines = 200;

/** Puts together places of several racers' changes. Only objects are written. */
export class Compositions {
  constructor(private readonly deps: Deps) {}

  /** What can be taken, and what stands against what was chosen. Throws `GitError`. */
  async offer(contest: Contest, chosen: readonly ChosenHunk[]): Promise<RaceOffer> {
    const { files, gaps } = await this.offered(contest);
    const { taken, gone } = takenOf(files, chosen);
    const overlaps = overlapsOf(taken).map(({ path, line, taskIds: [one, other] }) => {
      const taskIds: [TaskId, TaskId] = [one, other];
      return { path, line, taskIds };
    });
    return { files: offeredFiles(files), gaps, overlaps, gone };
  }

  /** The lines of all that racers did to a file. Throws `GitError`. */
  async lines(contest: Contest, path: string): Promise<HunkLines[]> {
    const { base, files } = await this.offered(contest);
    const before = linesOf((await this.deps.git.show(contest.root, base, path)) ?? new Uint8Array());
    return files
      .filter((file) => file.path === path)
      .flatMap(({ taskId, hunks }) => hunks.map((hunk) => ({ taskId, ...shownLines(hunk, before) })));
  }

  /**
   * A commit on the snapshot that holds exactly the chosen places, and who they are of. Throws
   * `TaskError('not-possible-now')` when nothing was chosen, when two of the places exclude each other, or when one is not
   * there any more; else `GitError`.
   */
  async commit(
    contest: Contest,
    chosen: readonly ChosenHunk[],
    message: string,
  ): Promise<{ commit: ObjectName; from: TaskId[] }> {
    const { git } = this.deps;
    const { root, point } = contest;
    const { base, sources, files } = await this.offered(contest);
    const { taken, gone } = takenOf(files, chosen);
    refuse(taken, gone);
    const made = composedFiles(taken);
    let tree = base;
    for (const { taskId, head } of sources) {
      const own = made.filter((file) => file.taskId === taskId);
      if (own.length > 0) {
        const paths = own.filter(({ hunks }) => hunks === 'all').flatMap((file) => file.paths);
        tree = await git.treeWith(root, tree, { change: head, paths, contents: await this.contents(root, base, own) });
      }
    }
    await this.proveOnly(root, { base, tree, made });
    const commit = await git.commitTree(root, { tree, parents: [point.snapshot], message });
    const counts = new Map<TaskId, number>();
    taken.forEach(({ taskId, taken: hunks }) => counts.set(taskId, (counts.get(taskId) ?? 0) + hunks.length));
    return { commit, from: [...counts].sort(([, a], [, b]) => b - a).map(([taskId]) => taskId) };
  }

  private async contents(
    root: string,
    base: ObjectName,
    files: readonly ComposedFile[],
  ): Promise<Map<string, Uint8Array>> {
    const contents = new Map<string, Uint8Array>();
    for (const { path, hunks } of files) {
      if (hunks !== 'all') {
        const before = (await this.deps.git.show(root, base, path)) ?? new Uint8Array();
        contents.set(
          path,
          composeHunks(before, hunks, () => 'all'),
        );
      }
    }
    return contents;
  }

  /** A file in the place of a folder, or the other way round, would take more with it than was chosen. */
  private async proveOnly(
    root: string,
    { base, tree, made }: { base: ObjectName; tree: ObjectName; made: readonly ComposedFile[] },
  ): Promise<void> {
    const wanted = new Set(made.flatMap(({ paths }) => paths));
    const changed = (await this.deps.git.changes(root, base, tree)).flatMap(({ path, oldPath = path }) => [
      path,
      oldPath,
    ]);
    const stray = changed.find((path) => !wanted.has(path));
    if (stray !== undefined) {
      throw refused(`${stray} would change with it, and was not chosen.`, 'Choose it too, or leave what replaces it.');
    }
  }

  private async offered({ root, point, racers }: Contest): Promise<Offered> {
    const { git, changes } = this.deps;
    const base = await git.treeOf(root, point.snapshot);
    const sources: Source[] = [];
    const gaps: OfferGap[] = [];
    for (const view of racers) {
      const found = await this.source(view, base);
      if (typeof found === 'string') {
        gaps.push({ taskId: view.task.id, why: found });
      } else {
        sources.push({ taskId: view.task.id, head: found.head });
      }
    }
    const files = await Promise.all(
      sources.map(async ({ taskId, head }) =>
        (await changes.all({ root, base, head })).map(({ path, oldPath, status, hunks, patchId }) => ({
          ...{ taskId, path, status },
          ...(oldPath === undefined ? {} : { oldPath }),
          hunks: status === 'renamed' ? [movedWhole(patchId)] : hunks,
        })),
      ),
    );
    return { base, sources, gaps, files: files.flat() };
  }

  private async source(view: TaskView, base: ObjectName): Promise<{ head: ObjectName } | OfferGap['why']> {
    const repo = view.app.workspace?.repos[0];
    const head = resultTree(view);
    if (view.app.landing.kind === 'discarded') {
      return 'discarded';
    }
    // Who waits for a person changes nothing, so it is at rest like any other.
    if (groupOf(view) === 'running') {
      return 'at-work';
    }
    if (repo === undefined || head === null || head === base) {
      return 'nothing';
    }
    return (await this.deps.git.treeOf(repo.root, repo.snapshot)) === base ? { head } : 'other-base';
  }
}

/** A file that was moved is taken with its new name and without the old one, or not at all. */
function movedWhole(key: string): ReviewHunk {
  return { key, oldLine: 1, line: 1, removed: [], added: [], size: 1, isWhole: true };
}

function takenOf(files: readonly CandidateFile[], chosen: readonly ChosenHunk[]): { taken: TakenFile[]; gone: number } {
  const wanted = new Set(chosen.map(chosenName));
  const taken = files
    .map((file) => ({ ...file, taken: file.hunks.filter(({ key }) => wanted.has(chosenName({ ...file, key }))) }))
    .filter((file) => file.taken.length > 0);
  const found = taken.reduce((sum, file) => sum + file.taken.length, 0);
  return { taken, gone: wanted.size - found };
}

function refuse(taken: readonly TakenFile[], gone: number): void {
  const [overlap] = overlapsOf(taken);
  if (gone > 0) {
    throw refused('some of what you chose is not there any more.', 'Look at the choice again.');
  }
  if (taken.length === 0) {
    throw refused('nothing was chosen.', 'Choose what is to be taken of each agent.');
  }
  if (overlap !== undefined) {
    throw refused(`two agents change ${overlap.path} at line ${overlap.line}.`, 'Leave one of the two.');
  }
}

function refused(why: string, hint: string): TaskError {
  return new TaskError('not-possible-now', `Not composed: ${why}`, { hint });
}

function offeredFiles(files: readonly CandidateFile[]): OfferedFile[] {
  const found = new Map<string, OfferedFile>();
  for (const { path, taskId, status, hunks } of files) {
    const file = found.get(path) ?? { path, racers: [] };
    const offered = hunks.map(({ key, oldLine, removed, added, isWhole }) => {
      return { key, line: oldLine, removed: removed.length, added: added.length, isWhole };
    });
    found.set(path, { path, racers: [...file.racers, { taskId, status, hunks: offered }] });
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function shownLines(hunk: ReviewHunk, before: readonly string[]): Omit<HunkLines, 'taskId'> {
  const { key, oldLine, removed, added, isWhole } = hunk;
  if (isWhole) {
    return { key, above: [], removed: [], added: [], below: [], left: 0 };
  }
  const from = oldLine - 1;
  const end = from + removed.length;
  const left = Math.max(0, removed.length - mostLines) + Math.max(0, added.length - mostLines);
  return {
    key,
    above: texts(before.slice(Math.max(0, from - aroundLines), from)),
    removed: texts(removed.slice(0, mostLines)),
    added: texts(added.slice(0, mostLines)),
    below: texts(before.slice(end, end + aroundLines)),
    left,
  };
}

const mostCharacters = 1000;

function texts(lines: readonly string[]): string[] {
  const decoder = new TextDecoder();
  return lines.map((line) =>
    decoder
      .decode(bytesOf(line))
      .replace(/\r?\n$/, '')
      .slice(0, mostCharacters),
  );
}
