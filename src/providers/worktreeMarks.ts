import * as vscode from 'vscode';
import type { Services } from '../app/services';
import { relativeTo } from '../core/files/paths';
import type { Disposable, Log } from '../core/ports';
import { type GutterPlace, gutterPlaces } from '../core/review/gutterPlaces';
import { diffUri } from '../host/agentDiffUri';
import type { TaskView } from '../protocol';
import { Soon } from './soon';

const quietMs = 200;
/** A longer text is not compared while somebody types in it. */
const longestText = 1_000_000;

const kinds = ['added', 'modified', 'deleted'] as const satisfies readonly GutterPlace['kind'][];

/**
 * Marks, in open files of worktrees, what changed since their task began. VS Code's own Quick Diff takes a provider only
 * with a place in Source Control, which stays free of agents; so these are edges of lines in Quick Diff's colours.
 */
export class WorktreeMarks implements Disposable {
  private readonly types: Record<GutterPlace['kind'], vscode.TextEditorDecorationType>;
  private readonly listeners: vscode.Disposable;
  private readonly drawing = new Soon(() => this.drawAll(), quietMs);

  constructor(private readonly deps: Pick<Services, 'store'> & { log: Log }) {
    const types = kinds.map((kind) => [kind, typeOf(kind)] as const);
    this.types = Object.fromEntries(types) as typeof this.types;
    const later = () => this.drawing.ask();
    this.listeners = vscode.Disposable.from(
      ...types.map(([, type]) => type),
      deps.store.onDidChange(later),
      vscode.window.onDidChangeVisibleTextEditors(later),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === 'file') {
          later();
        }
      }),
    );
    later();
  }

  dispose(): void {
    this.drawing.dispose();
    this.listeners.dispose();
  }

  private drawAll(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      this.draw(editor).catch((error: unknown) => this.deps.log.error('Changes of a worktree are not marked.', error));
    }
  }

  private async draw(editor: vscode.TextEditor): Promise<void> {
    const { document } = editor;
    const found = document.uri.scheme === 'file' ? this.placeOf(document.uri) : null;
    if (found === null || isInDiff(document.uri)) {
      return;
    }
    const { view, path } = found;
    const isChanged = view.run.files.some((file) => file.path === path && file.status !== 'deleted');
    const now = document.getText();
    const isShort = now.length <= longestText;
    const base = isChanged && isShort ? await vscode.workspace.fs.readFile(diffUri(view, 'base', path)) : null;
    const places = base === null ? [] : gutterPlaces(new TextDecoder().decode(base), now);
    for (const kind of kinds) {
      editor.setDecorations(
        this.types[kind],
        places.filter((place) => place.kind === kind).map(({ from, to }) => rangeOf(document, from, to)),
      );
    }
  }

  /** Folders of the window have git's own marks. */
  private placeOf(uri: vscode.Uri): { view: TaskView; path: string } | null {
    if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) {
      return null;
    }
    for (const view of this.deps.store.current.values()) {
      const worktree = view.task.place === 'worktree' ? view.app.workspace?.repos[0].worktree : undefined;
      const path = worktree === undefined ? null : relativeTo(vscode.Uri.file(worktree).path, uri.path);
      if (path !== null) {
        return { view, path };
      }
    }
    return null;
  }
}

/** A diff shows it already. */
function isInDiff(uri: vscode.Uri): boolean {
  return vscode.window.tabGroups.all.some(({ activeTab }) => {
    const input = activeTab?.input;
    return input instanceof vscode.TabInputTextDiff && input.modified.toString() === uri.toString();
  });
}

function rangeOf(document: vscode.TextDocument, from: number, to: number): vscode.Range {
  const last = document.lineCount - 1;
  return new vscode.Range(Math.min(from - 1, last), 0, Math.min(to - 1, last), 0);
}

function typeOf(kind: GutterPlace['kind']): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    borderWidth: kind === 'deleted' ? '0 0 2px 3px' : '0 0 0 3px',
    borderStyle: 'solid',
    borderColor: new vscode.ThemeColor(`editorGutter.${kind}Background`),
    overviewRulerColor: new vscode.ThemeColor(`editorOverviewRuler.${kind}Foreground`),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
}
