import * as vscode from 'vscode';
import type { Attachment } from '../protocol';
import { t } from './translate';

const mostLines = 400;
const mostProblems = 20;
const longestText = 50_000;

export function shownPath({ uri }: vscode.TextDocument): string {
  return vscode.workspace.asRelativePath(uri);
}

/** Whole lines with `more` around them, which name their place; a long range is cut. */
export function attachedLines(document: vscode.TextDocument, range: vscode.Range, more: number): Attachment {
  const first = Math.max(0, range.start.line - more);
  const last = Math.min(document.lineCount - 1, range.end.line + more, first + mostLines - 1);
  const end = document.lineAt(last).range.end;
  return {
    label: t('{0}, lines {1} to {2}', shownPath(document), first + 1, last + 1),
    text: document.getText(new vscode.Range(new vscode.Position(first, 0), end)).slice(0, longestText),
  };
}

export function attachedProblem(document: vscode.TextDocument, problem: vscode.Diagnostic): Attachment {
  const { message, range, source } = problem;
  return {
    label: t('Problem at {0}:{1}', shownPath(document), range.start.line + 1),
    text: (source === undefined ? message : `${source}: ${message}`).slice(0, longestText),
  };
}

/** All problems of a file as one list, the worst first; null where it has none. */
export function attachedProblems(document: vscode.TextDocument): Attachment | null {
  const found = vscode.languages
    .getDiagnostics(document.uri)
    .toSorted((a, b) => a.severity - b.severity || a.range.start.line - b.range.start.line);
  const lines = found.slice(0, mostProblems).map((problem) => {
    const { label, text } = attachedProblem(document, problem);
    return `${label}: ${text}`;
  });
  return found.length === 0
    ? null
    : {
        label: t('{0} problems in {1}', found.length, shownPath(document)),
        text: lines.join('\n').slice(0, longestText),
      };
}
