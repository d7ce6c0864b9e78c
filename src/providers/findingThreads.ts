import * as vscode from 'vscode';
import type { Services } from '../app/services';
import type { Log } from '../core/ports';
import { findingKey } from '../core/pullReview/findingKey';
import { findingLabel, verdictLabel } from '../core/pullReview/findingsPage';
import { parseDiffUri } from '../host/agentDiffUri';
import { t } from '../host/translate';
import type { Finding, TaskId, TaskView } from '../protocol';
import { DiffThreads } from './diffThreads';

/** A finding as the editor draws it. */
interface ShownFinding extends vscode.Comment {
  taskId: TaskId;
  finding: Finding;
}

const controllerId = 'backgroundAgents.findings';

/** What reviews found, on the lines of the change that it is about, in open diffs of it. */
export class FindingThreads implements vscode.Disposable {
  private readonly controller = vscode.comments.createCommentController(controllerId, t('Findings of a Review'));
  private readonly threads: DiffThreads;

  constructor(private readonly deps: Pick<Services, 'store' | 'pullReviews'> & { log: Log }) {
    this.threads = new DiffThreads(
      deps,
      (uri) => this.draw(uri),
      (error) => deps.log.error('Findings of a review are not shown.', error),
    );
  }

  dispose(): void {
    this.threads.dispose();
    this.controller.dispose();
  }

  private async draw(uri: vscode.Uri): Promise<void> {
    const wanted = parseDiffUri(uri);
    const view = wanted === null ? undefined : this.deps.store.current.get(wanted.taskId);
    if (wanted?.side !== 'head' || view?.task.purpose?.kind !== 'review' || wanted.at !== view.task.purpose.head) {
      return;
    }
    const found = await this.deps.pullReviews.findings(view);
    const here = (found?.findings ?? []).filter(({ file }) => file === wanted.path);
    this.threads.put(uri, [here, view.app.review.findings], () =>
      here.map((finding) => this.thread(uri, view, finding)),
    );
  }

  /** One for each, so that each is settled by itself. */
  private thread(uri: vscode.Uri, { task, app }: TaskView, finding: Finding): vscode.CommentThread {
    const verdict = app.review.findings?.[findingKey(finding)];
    const at = finding.line - 1;
    const comment: ShownFinding = {
      ...{ taskId: task.id, finding, body: finding.text, mode: vscode.CommentMode.Preview },
      author: { name: findingLabel(finding, t) },
      ...(verdict === undefined ? {} : { label: verdictLabel(verdict, t) }),
    };
    const thread = this.controller.createCommentThread(uri, new vscode.Range(at, 0, at, 0), [comment]);
    const { Resolved, Unresolved } = vscode.CommentThreadState;
    const { Collapsed, Expanded } = vscode.CommentThreadCollapsibleState;
    thread.canReply = false;
    thread.label = verdict === undefined ? t('Finding') : t('Finding, {0}', verdictLabel(verdict, t));
    thread.contextValue = verdict === undefined ? 'open' : 'settled';
    thread.state = verdict === undefined ? Unresolved : Resolved;
    thread.collapsibleState = verdict === undefined ? Expanded : Collapsed;
    return thread;
  }
}
