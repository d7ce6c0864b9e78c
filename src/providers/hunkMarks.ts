import * as vscode from 'vscode';
import type { SeenHunk } from '../app/reviews/hunkReviews';
import type { Services } from '../app/services';
import type { HunkStatus } from '../core/landing/reviewHunks';
import type { Disposable, Log } from '../core/ports';
import { diffScheme, parseDiffUri } from '../host/agentDiffUri';
import { setContextKey } from '../host/contextKeys';
import { hunkActions, hunkStatusLabel } from '../host/hunkActions';
import type { TaskId } from '../protocol';
import { Soon } from './soon';

const colors: Record<HunkStatus, string | null> = {
  open: null,
  part: 'charts.yellow',
  accepted: 'charts.green',
  rejected: 'charts.red',
  edited: 'charts.blue',
  mixed: 'charts.yellow',
};

const quietMs = 60;

/** Marks the hunks of open diffs by what was decided: an edge in the text, a word, and a place in the overview ruler. */
export class HunkMarks implements Disposable {
  private readonly types: Record<HunkStatus, vscode.TextEditorDecorationType>;
  private readonly listeners: vscode.Disposable;
  private readonly drawing = new Soon(() => this.drawAll(), quietMs);

  constructor(private readonly deps: Pick<Services, 'store' | 'hunks'> & { log: Log }) {
    const types = Object.entries(colors).map(([status, color]) => [status, typeOf(color)] as const);
    this.types = Object.fromEntries(types) as typeof this.types;
    const later = () => this.drawing.ask();
    this.listeners = vscode.Disposable.from(
      ...types.map(([, type]) => type),
      deps.store.onDidChange(later),
      vscode.window.onDidChangeVisibleTextEditors(later),
      vscode.window.onDidChangeActiveTextEditor(tellActive),
    );
    tellActive(vscode.window.activeTextEditor);
    later();
  }

  dispose(): void {
    this.drawing.dispose();
    this.listeners.dispose();
  }

  private drawAll(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      this.draw(editor).catch((error: unknown) => this.deps.log.error('Decisions of a diff are not shown.', error));
    }
  }

  private async draw(editor: vscode.TextEditor): Promise<void> {
    const wanted = parseDiffUri(editor.document.uri);
    const view = wanted === null ? undefined : this.deps.store.current.get(wanted.taskId);
    if (wanted === null || view === undefined) {
      return;
    }
    const hunks = await this.deps.hunks.ofDocument(view, wanted);
    const at = { taskId: view.task.id, path: wanted.path };
    const drawn = hunks.flatMap((hunk) => decorations(editor.document, { ...at, hunk }));
    for (const [status, type] of Object.entries(this.types)) {
      const options = drawn.filter((each) => each.status === status).map((each) => each.options);
      editor.setDecorations(type, options);
    }
  }
}

/** Keys and menus of a review are for editors that show a side of a diff. */
function tellActive(editor: vscode.TextEditor | undefined): void {
  setContextKey('isReviewing', editor?.document.uri.scheme === diffScheme);
}

function typeOf(color: string | null): vscode.TextEditorDecorationType {
  if (color === null) {
    return vscode.window.createTextEditorDecorationType({});
  }
  const themed = new vscode.ThemeColor(color);
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    borderWidth: '0 0 0 3px',
    borderStyle: 'solid',
    borderColor: themed,
    overviewRulerColor: themed,
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
}

interface Shown {
  taskId: TaskId;
  path: string;
  hunk: SeenHunk;
}

/** A hunk's lines; those that were decided apart each with their own colour. */
function decorations(
  document: vscode.TextDocument,
  { taskId, path, hunk }: Shown,
): { status: HunkStatus; options: vscode.DecorationOptions }[] {
  const { line, size, status, isLeft, decided, key, isWhole } = hunk;
  const actions = hunkActions({ taskId, path, key }, isLeft ? 'open' : status, isWhole);
  const last = document.lineCount - 1;
  const hoverMessage = links(actions);
  return Array.from({ length: isWhole ? 1 : size }, (_, number) => {
    const at = Math.min(line - 1 + number, last);
    const part = decided?.parts.find(({ lines }) => lines?.includes(number) ?? true);
    const own: HunkStatus = isLeft ? status : (part?.verdict.kind ?? 'open');
    const after = number === 0 && status !== 'open' ? { renderOptions: { after: label(hunk) } } : {};
    return { status: own, options: { range: document.lineAt(at).range, hoverMessage, ...after } };
  });
}

function label({ status, decided }: SeenHunk): vscode.ThemableDecorationAttachmentRenderOptions {
  const reason = decided?.parts.map(({ verdict }) => verdict).find((verdict) => verdict.kind === 'rejected');
  const why = reason?.kind === 'rejected' && reason.reason !== '' ? `: ${reason.reason.slice(0, 80)}` : '';
  return {
    contentText: `${hunkStatusLabel(status)}${why}`,
    color: new vscode.ThemeColor('descriptionForeground'),
    fontStyle: 'italic',
    margin: '0 0 0 24px',
  };
}

/** The same actions for the mouse where code lenses are off. Only our own commands can be run from it. */
function links(actions: readonly vscode.Command[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  markdown.isTrusted = { enabledCommands: actions.map(({ command }) => command) };
  const all = actions.map(({ command, title, arguments: args }) => {
    const uri = vscode.Uri.from({ scheme: 'command', path: command, query: JSON.stringify(args) });
    return `[${title}](${uri.toString()})`;
  });
  return markdown.appendMarkdown(all.join(' · '));
}
