import * as vscode from 'vscode';
import { attachedLines, attachedProblem, shownPath } from '../host/editorAttachments';
import { t } from '../host/translate';
import type { Attachment } from '../protocol';

const around = 5;

/** Offers problems, TODO comments and selections to a new agent. Nothing begins before a person sent New Task. */
export function registerTaskCodeActions(): vscode.Disposable {
  const kinds = [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite];
  return vscode.languages.registerCodeActionsProvider(
    { scheme: 'file' },
    { provideCodeActions: (document, range, { diagnostics }) => actionsAt(document, range, diagnostics) },
    { providedCodeActionKinds: kinds },
  );
}

function actionsAt(
  document: vscode.TextDocument,
  range: vscode.Range,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction[] {
  const todo = todoIn(document.lineAt(range.start.line).text);
  return [
    ...(diagnostics.length === 0 ? [] : [forProblems(document, diagnostics)]),
    ...(todo === null ? [] : [forTodo(document, range, todo)]),
    ...(range.isEmpty ? [] : [forSelection(document, range)]),
  ];
}

/** What a TODO or FIXME comment says; null where there is none. */
function todoIn(line: string): string | null {
  const found = /(?:\/\/|#|\/\*|\*|<!--|--|;)\s*(?:TODO|FIXME)\b:?\s*(.*)/.exec(line);
  return found === null ? null : (found[1] ?? '').replace(/\s*(?:\*\/|-->)\s*$/, '');
}

function forProblems(document: vscode.TextDocument, diagnostics: readonly vscode.Diagnostic[]): vscode.CodeAction {
  const action = newTask(
    t('Fix with a Background Agent'),
    vscode.CodeActionKind.QuickFix,
    t('Fix the problem in {0}.', shownPath(document)),
    [
      ...diagnostics.map((problem) => attachedProblem(document, problem)),
      ...diagnostics.slice(0, 1).map(({ range }) => attachedLines(document, range, around)),
    ],
  );
  action.diagnostics = [...diagnostics];
  return action;
}

function forTodo(document: vscode.TextDocument, range: vscode.Range, todo: string): vscode.CodeAction {
  const prompt = t('Do what the comment at {0}:{1} says.', shownPath(document), range.start.line + 1);
  const lines = attachedLines(document, range, around);
  return newTask(
    todo === ''
      ? t('Give This Comment to a Background Agent')
      : t('Do “{0}” with a Background Agent', todo.slice(0, 40)),
    vscode.CodeActionKind.QuickFix,
    prompt,
    [lines],
  );
}

function forSelection(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction {
  const title = t('Give the Selection to a Background Agent');
  return newTask(title, vscode.CodeActionKind.RefactorRewrite, '', [attachedLines(document, range, 0)]);
}

function newTask(
  title: string,
  kind: vscode.CodeActionKind,
  prompt: string,
  attached: Attachment[],
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, kind);
  action.command = { command: 'backgroundAgents.newTask', title, arguments: [{ prompt, attached }] };
  return action;
}
