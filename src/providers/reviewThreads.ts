import * as vscode from 'vscode';
import type { PlacedComment } from '../app/reviews/reviewComments';
import type { Services } from '../app/services';
import type { Disposable, Log } from '../core/ports';
import { resultTree } from '../core/run/result';
import { diffScheme, parseDiffUri } from '../host/agentDiffUri';
import type { DiffDocument } from '../host/agentDiffUri';
import { t } from '../host/translate';
import { ObjectName } from '../protocol';
import type { TaskId, TaskView } from '../protocol';
import { DiffThreads } from './diffThreads';

/** One comment as the editor draws it. */
interface ShownComment extends vscode.Comment {
  taskId: TaskId;
  commentId: string;
}

const controllerId = 'backgroundAgents.review';
const quotedLength = 4_000;

/** Comments on the lines of open diffs: what people write there is journaled, and drawn again wherever it is shown. */
export class ReviewThreads implements Disposable {
  private readonly controller = vscode.comments.createCommentController(controllerId, t('Review of an Agent'));
  private readonly threads: DiffThreads;

  constructor(private readonly deps: Pick<Services, 'store' | 'comments'> & { log: Log }) {
    this.controller.options = { placeHolder: t('Comment for the agent'), prompt: t('Comment for the agent') };
    this.controller.commentingRangeProvider = {
      provideCommentingRanges: (document) =>
        this.shown(document.uri) === undefined ? [] : [new vscode.Range(0, 0, document.lineCount - 1, 0)],
    };
    this.threads = new DiffThreads(
      deps,
      (uri) => this.draw(uri),
      (error) => deps.log.error('Comments of a diff are not shown.', error),
    );
  }

  /** Keeps what was written into a box; the box makes way for what is drawn. */
  async add({ thread, text }: vscode.CommentReply): Promise<void> {
    const shown = this.shown(thread.uri);
    const at = ObjectName.safeParse(shown?.wanted.at).data;
    if (shown === undefined || at === undefined || text.trim() === '') {
      return;
    }
    const { view, wanted } = shown;
    const range = thread.range ?? new vscode.Range(0, 0, 0, 0);
    const document = await vscode.workspace.openTextDocument(thread.uri);
    const lines = new vscode.Range(range.start.line, 0, range.end.line, Number.MAX_SAFE_INTEGER);
    const quoted = document.getText(document.validateRange(lines)).slice(0, quotedLength);
    const where = { path: wanted.path, side: wanted.side, at, line: range.start.line + 1, endLine: range.end.line + 1 };
    await this.deps.comments.add(view.task.id, { ...where, quoted, text: text.trim().slice(0, 20_000) });
    if (thread.comments.length === 0) {
      thread.dispose();
    }
  }

  /** Turns a comment into a box, or back. */
  setEditing(comment: Pick<ShownComment, 'commentId'>, isEditing: boolean): void {
    const mode = isEditing ? vscode.CommentMode.Editing : vscode.CommentMode.Preview;
    for (const thread of this.threads.all.filter(({ comments }) => comments.some((each) => isOf(each, comment)))) {
      thread.comments = thread.comments.map((each) => (isOf(each, comment) ? { ...each, mode } : each));
    }
    if (!isEditing) {
      this.threads.redraw();
    }
  }

  dispose(): void {
    this.threads.dispose();
    this.controller.dispose();
  }

  /** Undefined for what is no current side of a diff. */
  private shown(uri: vscode.Uri): { wanted: DiffDocument; view: TaskView } | undefined {
    const wanted = uri.scheme === diffScheme ? parseDiffUri(uri) : null;
    const view = wanted === null ? undefined : this.deps.store.current.get(wanted.taskId);
    if (
      wanted === null ||
      view === undefined ||
      // The agent of a review changes nothing, so nothing is told to it.
      view.task.purpose?.kind === 'review' ||
      wanted.side === 'step' ||
      (wanted.side === 'head' && wanted.at !== resultTree(view))
    ) {
      return undefined;
    }
    return { wanted, view };
  }

  private async draw(uri: vscode.Uri): Promise<void> {
    const shown = this.shown(uri);
    if (shown === undefined) {
      return;
    }
    const at = ObjectName.safeParse(shown.wanted.at).data;
    const of = at === undefined ? [] : await this.deps.comments.of(shown.view, { ...shown.wanted, at });
    const lines = new Set(of.map(({ now, line }) => now ?? line));
    this.threads.put(uri, of, () =>
      [...lines].map((first) => {
        const here = of.filter(({ now, line }) => (now ?? line) === first);
        return this.thread(uri, shown.view.task.id, here);
      }),
    );
  }

  private thread(uri: vscode.Uri, taskId: TaskId, comments: readonly PlacedComment[]): vscode.CommentThread {
    const [first] = comments;
    const start = (first?.now ?? first?.line ?? 1) - 1;
    const end = start + (first === undefined ? 0 : first.endLine - first.line);
    const isSettled = comments.every(({ now, resolved }) => resolved || now === null);
    const drawn = comments.map((comment) => shownComment(taskId, comment));
    const thread = this.controller.createCommentThread(uri, new vscode.Range(start, 0, end, 0), drawn);
    thread.state = isSettled ? vscode.CommentThreadState.Resolved : vscode.CommentThreadState.Unresolved;
    thread.contextValue = isSettled ? 'resolved' : 'open';
    thread.label = isSettled ? t('Resolved') : t('Comment for the agent');
    thread.canReply = true;
    thread.collapsibleState = isSettled
      ? vscode.CommentThreadCollapsibleState.Collapsed
      : vscode.CommentThreadCollapsibleState.Expanded;
    return thread;
  }
}

function isOf(shown: vscode.Comment, { commentId }: Pick<ShownComment, 'commentId'>): boolean {
  return 'commentId' in shown && shown.commentId === commentId;
}

function shownComment(taskId: TaskId, comment: PlacedComment): ShownComment {
  const { text, sent, now, resolved } = comment;
  const label = resolved
    ? t('Resolved')
    : now === null
      ? t('Its lines changed since')
      : sent
        ? t('Sent to the agent')
        : t('Not sent yet');
  return {
    ...{ taskId, commentId: comment.id, label, contextValue: 'own' },
    body: text,
    mode: vscode.CommentMode.Preview,
    author: { name: t('You') },
  };
}
