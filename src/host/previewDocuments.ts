import * as vscode from 'vscode';
import type { EffectPreview } from '../core/previewPorts';

const scheme = 'agent-preview';

/** A file on both sides of a diff; a side on which it does not exist is left out. */
type Resource = [label: vscode.Uri, original: vscode.Uri | undefined, modified: vscode.Uri | undefined];

/** Texts of the last preview, which are nowhere on the disk. Documents of an earlier one are empty. */
export class PreviewDocuments implements vscode.TextDocumentContentProvider {
  private texts = new Map<string, string>();
  private shown = 0;

  register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  /** The files that can be shown as text, and what the command printed. */
  show({ files, output }: Pick<EffectPreview, 'files' | 'output'>): { files: Resource[]; output: vscode.Uri } {
    this.texts = new Map();
    this.shown += 1;
    const resources = files
      .filter(({ isOpaque }) => !isOpaque)
      .map(({ path, before, after }): Resource => {
        const [old, made] = [this.keep('before', path, before), this.keep('after', path, after)];
        return [vscode.Uri.from({ scheme, path: `/${path}` }), old, made];
      });
    return { files: resources, output: this.keep('output', 'output.log', output) };
  }

  private keep(side: string, path: string, text: string): vscode.Uri;
  private keep(side: string, path: string, text: string | null): vscode.Uri | undefined;
  private keep(side: string, path: string, text: string | null): vscode.Uri | undefined {
    if (text === null) {
      return undefined;
    }
    const uri = vscode.Uri.from({ scheme, path: `/${path}`, query: `${side}=${this.shown}` });
    this.texts.set(uri.toString(), text);
    return uri;
  }
}
