import * as vscode from 'vscode';
import { multiRepoFile } from '../core/repositories/multiRepoFile';
import { t } from '../host/translate';

/** Mends what is marked in a file of several repositories. */
export function registerMultiRepoFixes(): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { scheme: 'file', pattern: `**/${multiRepoFile}` },
    { provideCodeActions: (document, _, { diagnostics }) => diagnostics.flatMap((found) => fixesFor(document, found)) },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

const known = ['path', 'rules', 'language'];

function fixesFor(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
  const line = document.lineAt(diagnostic.range.start.line);
  const [, start = '', key = ''] = /^(\s*(?:- +)?)([\w-]+)\s*:/.exec(line.text) ?? [];
  if (key === 'rules' || key === 'language') {
    const title = key === 'rules' ? t('Use the rules of the folder') : t('Name no language');
    return [action(document, diagnostic, { title, range: line.range, text: `${start}${key}: null` })];
  }
  const isAlone = !start.includes('-') && key !== '' && !known.includes(key) && key !== 'repositories';
  return isAlone
    ? [action(document, diagnostic, { title: t('Remove {0}', key), range: line.rangeIncludingLineBreak, text: '' })]
    : [];
}

function action(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  { title, range, text }: { title: string; range: vscode.Range; text: string },
): vscode.CodeAction {
  const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  made.edit = new vscode.WorkspaceEdit();
  made.edit.replace(document.uri, range, text);
  made.diagnostics = [diagnostic];
  made.isPreferred = true;
  return made;
}
