import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';

/** A pull request that a person edits, and what can be done with it. */
export interface PullDraft<T> {
  of: T;
  /** In front of the text: what each does, with the command and its arguments but the document. */
  lenses: readonly { title: string; command?: string; argument?: unknown }[];
}

/**
 * Texts of pull requests as documents of the editor: the first line is the title, the rest the body. They are files of
 * the task, so that nothing is lost with a window; what stands above them is drawn by the editor and is not in the text.
 */
export class PullDrafts<T> implements vscode.CodeLensProvider {
  private readonly drafts = new Map<string, PullDraft<T>>();
  private readonly changes = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changes.event;

  register(): vscode.Disposable {
    const selector = { language: 'markdown', pattern: '**/PULL_REQUEST.md', scheme: 'file' };
    return vscode.Disposable.from(vscode.languages.registerCodeLensProvider(selector, this), this.changes);
  }

  async show(file: string, { title, body }: { title: string; body: string }, draft: PullDraft<T>): Promise<void> {
    const uri = vscode.Uri.file(file);
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (open === undefined || this.drafts.get(uri.toString()) === undefined) {
      await fs.writeFile(file, `${title}\n\n${body}\n`, { mode: 0o600 });
    }
    this.drafts.set(uri.toString(), draft);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(await vscode.languages.setTextDocumentLanguage(document, 'markdown'), {
      preview: false,
    });
    this.changes.fire();
  }

  /** The draft of a document with its text as it is now; undefined for one that is none of ours any more. */
  read(uri: string): { draft: PullDraft<T>; title: string; body: string } | undefined {
    const draft = this.drafts.get(uri);
    const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri);
    if (draft === undefined || document === undefined) {
      return undefined;
    }
    const [title = '', ...rest] = document.getText().split(/\r?\n/);
    return { draft, title: title.replace(/^#+\s*/, '').trim(), body: rest.join('\n').trim() };
  }

  /** Changes what a document is a draft of; its text stays. */
  change(uri: string, draft: PullDraft<T>): void {
    this.drafts.set(uri, draft);
    this.changes.fire();
  }

  /** Removes the document and its file. */
  async close(uri: string): Promise<void> {
    this.drafts.delete(uri);
    const { fsPath } = vscode.Uri.parse(uri);
    await vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri)?.save();
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const isIt = ({ input }: vscode.Tab): boolean =>
      input instanceof vscode.TabInputText && input.uri.toString() === uri;
    await vscode.window.tabGroups.close(tabs.filter(isIt));
    await fs.rm(fsPath, { force: true });
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const uri = document.uri.toString();
    const top = new vscode.Range(0, 0, 0, 0);
    return (this.drafts.get(uri)?.lenses ?? []).map(({ title, command = '', argument }) => {
      return new vscode.CodeLens(top, { title, command, arguments: [{ uri, argument }] });
    });
  }
}
