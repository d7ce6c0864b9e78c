import * as vscode from 'vscode';
import type { Services } from '../app/services';
import type { Disposable } from '../core/ports';
import { diffScheme } from '../host/agentDiffUri';
import { Soon } from './soon';

const quietMs = 60;

/** Draws what stands on the lines of one document, by `put`. */
type Draw = (uri: vscode.Uri) => Promise<void>;

/** The comment threads of open diffs: drawn when a diff is opened or a task changes, and gone with their document. */
export class DiffThreads implements Disposable {
  private readonly drawn = new Map<string, { signature: string; threads: vscode.CommentThread[] }>();
  private readonly listeners: vscode.Disposable;
  private readonly drawing = new Soon(() => this.drawAll(), quietMs);

  constructor(
    { store }: Pick<Services, 'store'>,
    private readonly draw: Draw,
    private readonly onError: (error: unknown) => void,
  ) {
    const later = () => this.drawing.ask();
    this.listeners = vscode.Disposable.from(
      store.onDidChange(later),
      vscode.workspace.onDidOpenTextDocument(later),
      vscode.workspace.onDidCloseTextDocument(later),
    );
    later();
  }

  get all(): vscode.CommentThread[] {
    return [...this.drawn.values()].flatMap(({ threads }) => threads);
  }

  /** Replaces the document's threads by those that `make` gives, unless they show what is drawn already. */
  put(uri: vscode.Uri, shown: unknown, make: () => vscode.CommentThread[]): void {
    const name = uri.toString();
    const signature = JSON.stringify(shown);
    if (this.drawn.get(name)?.signature !== signature) {
      this.forget(name);
      this.drawn.set(name, { signature, threads: make() });
    }
  }

  /** Draws everything anew, also what has not changed. */
  redraw(): void {
    this.drawn.forEach((kept) => (kept.signature = ''));
    this.drawing.ask();
  }

  dispose(): void {
    this.drawing.dispose();
    this.listeners.dispose();
  }

  private drawAll(): void {
    const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === diffScheme);
    const names = new Set(open.map(({ uri }) => uri.toString()));
    [...this.drawn.keys()].filter((name) => !names.has(name)).forEach((name) => this.forget(name));
    for (const { uri } of open) {
      this.draw(uri).catch(this.onError);
    }
  }

  private forget(name: string): void {
    this.drawn.get(name)?.threads.forEach((thread) => thread.dispose());
    this.drawn.delete(name);
  }
}
