import * as path from 'node:path';
import * as vscode from 'vscode';
import type { MentionSymbols } from '../core/composer/mentionPorts';
import type { Mention } from '../protocol';

const patienceMs = 400;
const mostSymbols = 50;

/** What the language features of this window know. They may be slow, and a person who writes does not wait for them. */
export const editorSymbols: MentionSymbols = async (root, query) => {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), patienceMs));
  const asked = vscode.commands.executeCommand<vscode.SymbolInformation[] | undefined>(
    'vscode.executeWorkspaceSymbolProvider',
    query,
  );
  const symbols = (await Promise.race([Promise.resolve(asked), late])) ?? [];
  return symbols.flatMap((symbol) => mentionOf(symbol, root)).slice(0, mostSymbols);
};

function mentionOf({ name, location }: vscode.SymbolInformation, root: string): Mention[] {
  const relative = path.relative(root, location.uri.fsPath);
  const isInside = location.uri.scheme === 'file' && relative !== '' && !relative.startsWith('..');
  const isNamed = name !== '' && name.length <= 200 && !path.isAbsolute(relative);
  const { start, end } = location.range;
  return isInside && isNamed
    ? [{ kind: 'symbol', name, path: relative.split(path.sep).join('/'), lines: [start.line + 1, end.line + 1] }]
    : [];
}
