import * as vscode from 'vscode';
import { ruleFormOf } from '../core/rules/ruleNames';
import { quotedEntry, type RuleFix, ruleHints } from '../core/rules/ruleHints';
import { commandPrefix } from '../host/commandIds';
import { t } from '../host/translate';
import { rulePath } from './ruleDiagnostics';

const kinds = [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite];

/** Mends what is marked in rule files, and offers to convert those of older forms. */
export function registerRuleFixes(): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { scheme: 'file' },
    { provideCodeActions: (document, range) => actionsFor(document, range) },
    { providedCodeActionKinds: kinds },
  );
}

function actionsFor(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
  const path = rulePath(document);
  if (path === null) {
    return [];
  }
  const isMatter = ruleFormOf(path)?.form === 'front-matter';
  const hints = isMatter ? ruleHints(document.getText(), t) : [];
  const here = hints.filter(({ line }) => line - 1 >= range.start.line && line - 1 <= range.end.line);
  return [
    ...here.flatMap(({ line, fixes }) =>
      fixes.map((fix, index) => quickFix(document, { line, fix, isFirst: index === 0 })),
    ),
    ...unquoted(document, range),
    conversion(document),
  ];
}

/** An entry of the YAML form that begins with what means something else there, such as `@Auth`, or has a `: ` in it. */
function unquoted(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
  const path = rulePath(document);
  const { text } = document.lineAt(range.start.line);
  const quoted = path !== null && ruleFormOf(path)?.form === 'yaml' ? quotedEntry(text) : null;
  if (quoted === null) {
    return [];
  }
  const fix = { title: t('Put the entry in quotes'), line: range.start.line + 1, count: 1, lines: [quoted] };
  return [quickFix(document, { line: fix.line, fix, isFirst: true })];
}

function quickFix(
  document: vscode.TextDocument,
  { line, fix, isFirst }: { line: number; fix: RuleFix; isFirst: boolean },
): vscode.CodeAction {
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.replace(document.uri, rangeOf(document, fix), textOf(document, fix));
  action.diagnostics = vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ range }) => range.start.line === line - 1);
  action.isPreferred = isFirst;
  return action;
}

/** Whole lines with their ends, so that a line that is removed leaves none behind. */
function rangeOf(document: vscode.TextDocument, { line, count }: RuleFix): vscode.Range {
  return document.validateRange(new vscode.Range(line - 1, 0, line - 1 + count, 0));
}

function textOf({ eol, lineCount }: vscode.TextDocument, { line, count, lines }: RuleFix): string {
  const end = eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const isBehindLast = count === 0 && line > lineCount;
  const text = lines.map((each) => `${each}${end}`).join('');
  return isBehindLast ? `${end}${text}` : text;
}

function conversion(document: vscode.TextDocument): vscode.CodeAction {
  const action = new vscode.CodeAction(t('Convert this rule file…'), vscode.CodeActionKind.RefactorRewrite);
  action.command = {
    title: t('Convert this rule file…'),
    command: `${commandPrefix}convertRules`,
    arguments: [document.uri],
  };
  return action;
}
