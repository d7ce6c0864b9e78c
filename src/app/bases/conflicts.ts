import { TaskError } from '../../core/errors';
import { conflictMarks } from '../../core/landing/conflictMarks';
import type { ConflictedFile } from '../../core/landing/conflictPorts';
import { oldPlaces } from '../../core/landing/oldPlaces';
import type { Git } from '../../core/worktrees/gitPorts';
import type { ObjectName, Resolved, TaskView } from '../../protocol';
import { landable } from '../reviews/landable';
import { cleanOf, updatableFiles } from './updatableFiles';

export type ConflictedAct = 'apply' | 'land' | 'update';

/** A merge of a task's change that has conflicts; nothing outside of the object store holds it. */
export interface OpenConflict {
  root: string;
  act: ConflictedAct;
  /** What the change is merged with, as trees: of the checkout for an apply, of the branch for a landing or an update. */
  ours: ObjectName;
  theirs: ObjectName;
  /** The whole, with marks in the files. */
  tree: ObjectName;
  files: ConflictedFile[];
}

/**
 * What a person made of a file: a text, or one of the sides as it is. `keepsOld`: where the text still has the old one in
 * the place of a conflict, the person said that it is to stay.
 */
export type Resolution =
  { path: string; content: Uint8Array; keepsOld?: boolean } | { path: string; side: 'ours' | 'theirs' };

/** Conflicts of a change with the user's side, laid out for a person and put together again. */
export class Conflicts {
  constructor(private readonly git: Git) {}

  /** Throws as `landable` and `updatableFiles` do; without files there is no conflict any more. */
  async open(view: TaskView, act: ConflictedAct): Promise<OpenConflict> {
    const { git } = this;
    if (act === 'update') {
      return this.ofUpdate(view);
    }
    const { repo, base, head } = landable(view);
    const { root } = repo;
    const ours =
      act === 'apply' ? await git.snapshot(root, { parent: base, message: 'Checkout' }) : await this.tip(root);
    const { tree, files } = await git.mergeWithMarks(root, base, { ours, theirs: head });
    return { root, act, ours: await git.treeOf(root, ours), theirs: await git.treeOf(root, head), tree, files };
  }

  /** The task's files as they are with the branch; what the person had uncommitted when it began has to fit that already. */
  private async ofUpdate(view: TaskView): Promise<OpenConflict> {
    const { git } = this;
    const { repo, files: theirs, moved } = await updatableFiles(git, view);
    const { root } = repo;
    const base =
      moved.outcome.kind === 'conflict' && moved.outcome.in === 'task' ? moved.outcome.base : cleanOf(moved).base;
    const { tree, files } = await git.mergeWithMarks(root, repo.snapshot, { ours: base.snapshot, theirs });
    const sides = { ours: await git.treeOf(root, base.snapshot), theirs: await git.treeOf(root, theirs) };
    return { root, act: 'update', ...sides, tree, files };
  }

  /** Throws `TaskError('not-possible-now')` where a file, or a place in it, has no resolution yet. */
  async close(conflict: OpenConflict, resolutions: readonly Resolution[]): Promise<Resolved> {
    const { git } = this;
    const { root, act, ours, theirs, files } = conflict;
    const missing = files.find((file) => !resolutions.some((one) => one.path === file.path && isWhole(file, one)));
    if (missing !== undefined) {
      throw new TaskError('not-possible-now', `Nothing was done: ${missing.path} still has conflicts.`, {
        hint: 'Resolve them, and go on then.',
      });
    }
    const texts = resolutions.flatMap((one) => ('content' in one ? [[one.path, one.content] as const] : []));
    const of = (side: 'ours' | 'theirs'): string[] =>
      resolutions.flatMap((one) => ('side' in one && one.side === side ? [one.path] : []));
    const first = { change: ours, paths: of('ours'), contents: new Map(texts) };
    const half = await git.treeWith(root, conflict.tree, first);
    const tree = await git.treeWith(root, half, { change: theirs, paths: of('theirs'), contents: new Map() });
    return act === 'update' ? { ours, theirs, tree } : { ours, tree };
  }

  private async tip(root: string): Promise<ObjectName> {
    const { head } = await this.git.headOf(root);
    if (head === null) {
      throw new TaskError('not-possible-now', 'Your branch has no commit yet.', { hint: 'Make a first commit.' });
    }
    return head;
  }
}

function isWhole(file: ConflictedFile, resolution: Resolution): boolean {
  if ('side' in resolution) {
    return true;
  }
  const { content, keepsOld = false } = resolution;
  const isOpen = conflictMarks(content, [file.ours, file.theirs]) > 0;
  return !isOpen && (keepsOld || oldPlaces(file, content).length === 0);
}
