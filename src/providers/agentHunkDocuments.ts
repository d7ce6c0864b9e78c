import * as vscode from 'vscode';
import type { Services } from '../app/services';
import { hunkScheme, parseHunkUri } from '../host/agentHunkUri';
import { FlatDocuments } from '../host/flatDocuments';
import { requireTrustedWorkspace } from '../host/commandRegistrar';
import type { HunkArgument, TaskView } from '../protocol';

type Sources = Pick<Services, 'store' | 'hunks'>;

/** The text of a hunk as a document. What is saved becomes what the hunk is taken as; no file is written. */
export class AgentHunkDocuments extends FlatDocuments implements vscode.FileSystemProvider {
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changes.event;
  private readonly saves = new Map<string, number>();

  constructor(private readonly sources: () => Promise<Sources>) {
    super();
  }

  register(): vscode.Disposable {
    return vscode.workspace.registerFileSystemProvider(hunkScheme, this, { isCaseSensitive: true });
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const content = await this.readFile(uri);
    const mtime = this.saves.get(uri.toString()) ?? 0;
    return { type: vscode.FileType.File, ctime: 0, mtime, size: content.length };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const { hunks, view, hunk } = await this.find(uri);
    return new TextEncoder().encode(await hunks.text(view, hunk));
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    requireTrustedWorkspace();
    const { hunks, view, hunk } = await this.find(uri);
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
    await hunks.decide(view, [hunk], { kind: 'edited', text });
    this.saves.set(uri.toString(), (this.saves.get(uri.toString()) ?? 0) + 1);
    this.changes.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  private async find(
    uri: vscode.Uri,
  ): Promise<{ hunks: Sources['hunks']; view: TaskView; hunk: Omit<HunkArgument, 'taskId'> }> {
    const wanted = parseHunkUri(uri);
    const { store, hunks } = await this.sources();
    const view = wanted === null ? undefined : store.current.get(wanted.taskId);
    if (wanted === null || view === undefined) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    return { hunks, view, hunk: { path: wanted.path, key: wanted.key } };
  }
}
