import * as vscode from 'vscode';
import type { Services } from '../app/services';
import { reportFacts } from '../core/experiments/reportFacts';
import { reportPage } from '../core/experiments/reportPage';
import { findingsPage } from '../core/pullReview/findingsPage';
import { reportScheme, reportTask } from '../host/reportUri';
import { commandPrefix } from '../host/commandIds';
import { t } from '../host/translate';
import type { TaskId } from '../protocol';

/** The reports of experiments as documents, in which the place of each figure leads to its step. */
export function registerReportDocuments({
  store,
  experiments,
  pullReviews,
}: Pick<Services, 'store' | 'experiments' | 'pullReviews'>): vscode.Disposable {
  const provideTextDocumentContent = async (uri: vscode.Uri): Promise<string> => {
    const taskId = reportTask(uri);
    const view = taskId === null ? undefined : store.current.get(taskId);
    if (view === undefined) {
      return '';
    }
    if (view.task.purpose?.kind === 'review') {
      return findingsPage(
        await pullReviews.findings(view),
        { title: view.task.title, settled: view.app.review.findings ?? {} },
        t,
      );
    }
    const report = await experiments.report(view);
    return reportPage(report, { title: view.task.title, facts: reportFacts(view, t) }, t);
  };
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(reportScheme, { provideTextDocumentContent }),
    vscode.languages.registerDocumentLinkProvider({ scheme: reportScheme }, { provideDocumentLinks: linksIn }),
  );
}

/** Of a line that says where a figure stands; the first number behind it names the event. */
const place = /^- \*\*.+\*\*: (\D*\d+)/;

function linksIn(document: vscode.TextDocument): vscode.DocumentLink[] {
  const taskId = reportTask(document.uri);
  return taskId === null
    ? []
    : Array.from({ length: document.lineCount }, (_, index) => document.lineAt(index)).flatMap((line) =>
        linkIn(line, taskId),
      );
}

function linkIn({ text, lineNumber }: vscode.TextLine, taskId: TaskId): vscode.DocumentLink[] {
  const [whole = '', step = ''] = place.exec(text) ?? [];
  if (step === '') {
    return [];
  }
  const range = new vscode.Range(lineNumber, whole.length - step.length, lineNumber, whole.length);
  const argument = encodeURIComponent(JSON.stringify([{ taskId, seq: Number(/\d+$/.exec(step)?.[0]) }]));
  const link = new vscode.DocumentLink(range, vscode.Uri.parse(`command:${commandPrefix}openTask?${argument}`));
  link.tooltip = t('Show this step');
  return [link];
}
