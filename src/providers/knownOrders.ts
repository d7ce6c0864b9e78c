import * as vscode from 'vscode';
import type { ReviewOrders } from '../app/reviews/reviewOrders';
import type { Log } from '../core/ports';
import { resultTree } from '../core/run/result';
import type { ReviewedFile, TaskId, TaskView } from '../protocol';

/** In what order changed files are dangerous, for what can't wait for the answer: it says so when there is one. */
export class KnownOrders implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changes.event;
  private readonly known = new Map<TaskId, { tree: string; files: readonly ReviewedFile[] }>();

  constructor(
    private readonly orders: ReviewOrders,
    private readonly log: Log,
  ) {}

  /** What was found out last, which may be of an older result. */
  of(view: TaskView): readonly ReviewedFile[] {
    const tree = resultTree(view);
    const last = this.known.get(view.task.id);
    if (tree !== null && view.app.workspace !== null && last?.tree !== tree) {
      this.known.set(view.task.id, { tree, files: last?.files ?? [] });
      void this.look(view, tree);
    }
    return last?.files ?? [];
  }

  dispose(): void {
    this.changes.dispose();
  }

  private async look(view: TaskView, tree: string): Promise<void> {
    try {
      const files = await this.orders.look(view);
      if (this.known.get(view.task.id)?.tree === tree) {
        this.known.set(view.task.id, { tree, files });
        this.changes.fire();
      }
    } catch (error) {
      this.log.error('The changed files of an agent could not be put in order.', error);
    }
  }
}
