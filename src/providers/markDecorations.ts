import * as vscode from 'vscode';
import { t } from '../host/translate';
import { TaskColor } from '../protocol';
import type { TaskView } from '../protocol';

const scheme = 'background-agents-mark';

/** Names the marks of a task, so that a row is drawn anew when they change. Undefined for a task without any. */
export function markUri({ task, app: { marks } }: TaskView): vscode.Uri | undefined {
  return marks.color === null && !marks.pinned
    ? undefined
    : vscode.Uri.from({ scheme, path: `/${task.id}`, query: `${marks.color ?? ''}&${marks.pinned ? 'pinned' : ''}` });
}

/** Draws what a person marked: the colour of the title, and a letter for what is pinned, as Source Control does. */
export function registerMarkDecorations(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration(uri) {
      if (uri.scheme !== scheme) {
        return undefined;
      }
      const [name, pinned] = uri.query.split('&');
      const color = TaskColor.safeParse(name).data;
      const [badge, tooltip] = pinned === 'pinned' ? [t('P'), t('Pinned')] : [];
      const ofTheme = color === undefined ? undefined : new vscode.ThemeColor(`charts.${color}`);
      return new vscode.FileDecoration(badge, tooltip, ofTheme);
    },
  });
}
