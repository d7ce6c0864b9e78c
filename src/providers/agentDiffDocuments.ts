import * as vscode from 'vscode';
import { remembered } from '../app/tasks/remembered';
import type { PullReviews } from '../app/pulls/pullReviews';
import type { Reviews } from '../app/reviews/reviews';
import type { StepChanges } from '../app/tasks/stepChanges';
import type { TaskStore } from '../app/tasks/taskStore';
import { reviewBase } from '../core/run/result';
import type { ChangeSet, FileChange } from '../protocol';
import { FlatDocuments } from '../host/flatDocuments';
import { type DiffDocument, diffScheme, parseDiffUri } from '../host/agentDiffUri';

interface DiffSources {
  store: TaskStore;
  reviews: Reviews;
  steps: StepChanges;
  pullReviews: Pick<PullReviews, 'changeSet'>;
}

/** Files that were read last; an editor asks for the size, then for the content. */
const keptFiles = 40;

/**
 * The files of diffs, read from git's objects. Nothing of a path reaches the disk: only files that the task changed are
 * served. A side on which the file does not exist is empty.
 */
export class AgentDiffDocuments extends FlatDocuments implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  private readonly kept = new Map<string, Promise<Uint8Array>>();

  /** Editors that were open before a reload ask at once; they wait until the tasks are read. */
  constructor(private readonly sources: () => Promise<DiffSources>) {
    super();
  }

  register(): vscode.Disposable {
    return vscode.workspace.registerFileSystemProvider(diffScheme, this, { isReadonly: true, isCaseSensitive: true });
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const content = await this.readFile(uri);
    const { Readonly } = vscode.FilePermission;
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: content.length, permissions: Readonly };
  }

  readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return remembered(this.kept, uri.toString(), { read: () => this.read(uri), limit: keptFiles });
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  private async read(uri: vscode.Uri): Promise<Uint8Array> {
    const wanted = parseDiffUri(uri);
    return wanted?.side === 'step' ? this.readStep(wanted) : this.readSide(uri, wanted);
  }

  /** Empty where the worktree had no such file then, as in any diff. */
  private async readStep({ taskId, at, path }: DiffDocument): Promise<Uint8Array> {
    const { store, steps } = await this.sources();
    const view = store.current.get(taskId);
    return (view === undefined ? null : await steps.document(view, at, path)) ?? new Uint8Array();
  }

  private async readSide(uri: vscode.Uri, wanted: DiffDocument | null): Promise<Uint8Array> {
    const { store, reviews, pullReviews } = await this.sources();
    const view = wanted === null ? undefined : store.current.get(wanted.taskId);
    if (wanted === null || view === undefined) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    if (view.task.purpose?.kind === 'review') {
      return this.readOf(await pullReviews.changeSet(view), uri, wanted);
    }
    const mark = view.app.review.reviewed.find(({ path, head }) => path === wanted.path && head === wanted.at);
    if (wanted.side === 'base' && mark !== undefined) {
      const { repos } = await reviews.changeSet(view, 'all');
      const marked: ChangeSet = { repos: [{ ...repos[0], base: mark.head }] };
      return (await reviews.document(marked, 'base', mark.path)) ?? new Uint8Array();
    }
    // The other side is the same in both.
    const isRest = wanted.side === 'base' && wanted.at === reviewBase(view);
    return this.readOf(await reviews.changeSet(view, isRest ? 'rest' : 'all'), uri, wanted);
  }

  private async readOf(changeSet: ChangeSet, uri: vscode.Uri, wanted: DiffDocument): Promise<Uint8Array> {
    const { reviews } = await this.sources();
    const file = changeSet.repos[0].files.find(({ path }) => path === wanted.path);
    if (file === undefined) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    const [side, path] = wanted.side === 'base' ? (['base', basePath(file)] as const) : (['head', file.path] as const);
    return (await reviews.document(changeSet, side, path)) ?? new Uint8Array();
  }
}

function basePath(file: FileChange): string {
  return file.oldPath ?? file.path;
}
