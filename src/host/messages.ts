import * as vscode from 'vscode';
import { plainText } from '../core/labels/plainText';

const lateMs = 1000;

/** The only ways to VS Code's notifications, dialogs and progress: their texts never become links that run something. */
export function tellInfo(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(plainText(message), ...buttons);
}

export function tellWarning(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(plainText(message), ...buttons);
}

export function tellError(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(plainText(message), ...buttons);
}

/** Asks in a dialog; false when it was closed. */
export async function confirm(question: string, detail: string, button: string): Promise<boolean> {
  return (await choose(question, detail, [button])) === button;
}

/** Asks in a dialog with several ways on; undefined when it was closed. */
export function choose(question: string, detail: string, buttons: readonly string[]): Thenable<string | undefined> {
  const options = { modal: true, detail: plainText(detail) };
  return vscode.window.showWarningMessage(plainText(question), options, ...buttons);
}

/** Asks for a power in a dialog. Refusing is the first button, so it has the focus and is what Enter does. */
export async function grants(
  question: string,
  detail: string,
  { refuse, grant }: { refuse: string; grant: string },
): Promise<boolean> {
  return (await choose(question, detail, [refuse, grant])) === grant;
}

/** As `choose`, with a name of its own for closing the dialog. */
export async function chooseOrGoBack(
  question: string,
  detail: string,
  buttons: readonly string[],
  back: string,
): Promise<string | undefined> {
  const options = { modal: true, detail: plainText(detail) };
  const items = [...buttons.map((title) => ({ title })), { title: back, isCloseAffordance: true }];
  const chosen = await vscode.window.showWarningMessage(plainText(question), options, ...items);
  return chosen?.title === back ? undefined : chosen?.title;
}

/** Shown in the status bar, so that it takes no place and no focus. */
export function withProgress<T>(title: string, work: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: plainText(title) }, work);
}

/**
 * In the status bar too, and only what `report` is told, once the work has taken longer than a person waits without a word.
 * `monotonicMs` is the clock's.
 */
export function withLateReports<T>(
  monotonicMs: () => number,
  work: (report: (message: string) => void) => Promise<T>,
): Thenable<T> {
  const late = monotonicMs() + lateMs;
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window }, (progress) =>
    work((message) => {
      if (monotonicMs() >= late) {
        progress.report({ message: plainText(message) });
      }
    }),
  );
}

/** Shown as a notification with a button that aborts. */
export function withCancellation<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: plainText(title), cancellable: true };
  return vscode.window.withProgress(options, async (_, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort(new vscode.CancellationError()));
    return work(abort.signal);
  });
}

/** As `withCancellation`, and what `report` is told stands behind the title. */
export function withReports<T>(
  title: string,
  work: (report: (message: string) => void, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: plainText(title), cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort(new vscode.CancellationError()));
    return work((message) => progress.report({ message: plainText(message) }), abort.signal);
  });
}
