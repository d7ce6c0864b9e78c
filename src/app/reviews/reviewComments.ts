import { movedLine } from '../../core/landing/movedLine';
import type { Git } from '../../core/worktrees/gitPorts';
import type { DiffSide, EntryBody, KeptComment, ObjectName, ReviewComment, TaskId, TaskView } from '../../protocol';
import { wholeChange } from './reviewMarks';

interface Deps {
  git: Pick<Git, 'show'>;
  store: { append(taskId: TaskId, body: EntryBody): Promise<unknown> };
  ids: { short(): string };
}

/** A comment where its lines are now; `line` is null when they were changed since, which settles it. */
export interface PlacedComment extends KeptComment {
  now: number | null;
}

/** Comments on lines of a change. They are journaled as they are written. */
export class ReviewComments {
  constructor(private readonly deps: Deps) {}

  /** Of one side of a file, placed in the object `at`. Throws `GitError`. */
  async of(
    view: TaskView,
    { path, side, at }: { path: string; side: DiffSide; at: ObjectName },
  ): Promise<PlacedComment[]> {
    const comments = view.app.review.comments.filter((comment) => comment.path === path && comment.side === side);
    return Promise.all(comments.map(async (comment) => ({ ...comment, now: await this.lineNow(view, comment, at) })));
  }

  async add(taskId: TaskId, comment: Omit<ReviewComment, 'id'>): Promise<void> {
    const { store, ids } = this.deps;
    await store.append(taskId, { type: 'comment.added', comment: { id: ids.short(), ...comment } });
  }

  async edit(taskId: TaskId, commentId: string, text: string): Promise<void> {
    await this.deps.store.append(taskId, { type: 'comment.edited', commentId, text });
  }

  async remove(taskId: TaskId, commentId: string): Promise<void> {
    await this.deps.store.append(taskId, { type: 'comment.deleted', commentId });
  }

  async resolve(taskId: TaskId, commentId: string, resolved: boolean): Promise<void> {
    await this.deps.store.append(taskId, { type: 'comment.resolved', commentId, resolved });
  }

  private async lineNow(view: TaskView, comment: KeptComment, at: ObjectName): Promise<number | null> {
    if (comment.at === at) {
      return comment.line;
    }
    const { root } = wholeChange(view);
    const [before, after] = await Promise.all(
      [comment.at, at].map((each) => this.deps.git.show(root, each, comment.path)),
    );
    return before == null || after == null ? null : movedLine(before, after, comment);
  }
}
