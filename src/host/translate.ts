import * as vscode from 'vscode';
import type { Translate } from '../core/translate';

/** Sentences in the language of VS Code. */
export const t: Translate = (message, ...args) => vscode.l10n.t(message, ...args);

/** The translations that are loaded, for panels, which translate themselves. Empty where VS Code speaks English. */
export function loadedStrings(): Record<string, string> {
  const bundle = vscode.l10n.bundle ?? {};
  return Object.fromEntries(
    Object.entries(bundle).map(([key, value]) => [key, typeof value === 'string' ? value : String(value)]),
  );
}
