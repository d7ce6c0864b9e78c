import { realpathSync } from 'node:fs';
import type { FileChange, ObjectName, RepoWorkspace } from '../../../protocol';
import { ourAddress, ourName } from '../objects/commits';
import { GitPipes } from '../process/gitPipes';
import type { GitProcess } from '../process/gitProcess';
import { asBinary, GitRepo } from '../gitRepo';
import { LooseObjects } from '../objects/looseObjects';
import { readPlainFile } from './plainFile';
import { StoredTrees, type TreeEdits } from '../objects/storedTrees';
import type { TreeItem } from '../objects/treeObject';

export interface KnownCommit {
  commit: ObjectName;
  tree: ObjectName;
}

const plainModes = { file: '100644', program: '100755' };

/**
 * Commits of a worktree in which only named paths have changed since the last commit: no index is read, and no process
 * started but a few that keep running. Whenever git might see such a path in another way than as plain bytes, or might
 * leave it out, the answer is null, and all files have to be looked at.
 */
export class QuickCommits {
  private readonly pipes: GitPipes;
  private readonly objects: LooseObjects;
  private readonly trees: StoredTrees;
  private readonly converted = new Map<string, boolean>();
  private shared: Promise<boolean> | null = null;
  private base: Promise<ObjectName> | null = null;

  constructor(
    private readonly process: GitProcess,
    private readonly workspace: RepoWorkspace,
  ) {
    this.pipes = new GitPipes(process, workspace);
    this.objects = new LooseObjects(workspace.commonDir, workspace.snapshot.length === 40 ? 'sha1' : 'sha256');
    this.trees = new StoredTrees(async (name) => this.content(name), this.objects);
  }

  /** Starts at once what the next commit would start one after another. */
  warm(): void {
    this.pipes.warm(this.base === null ? 'first' : 'next');
    this.isShared().catch(() => undefined);
  }

  /** A commit or the commit that a ref stands for; null when there is none. */
  async known(name: string): Promise<KnownCommit | null> {
    const found = await this.pipes.object(name);
    return found === null ? null : { commit: found.name, tree: treeIn(found.content) };
  }

  /** `changed`: relative paths, all of which may have changed or be gone. */
  async take(parent: KnownCommit, changed: readonly string[], message: string): Promise<KnownCommit | null> {
    if (await this.isShared()) {
      return null;
    }
    const edits = await this.edits(parent.tree, changed);
    if (edits === null) {
      return null;
    }
    const tree = await this.trees.edited(parent.tree, edits);
    const isSame = tree === parent.tree && parent.commit !== this.workspace.snapshot;
    const taken = isSame ? parent : { commit: this.commit(tree, parent.commit, message), tree };
    await this.objects.written();
    return taken;
  }

  /** All that a tree changes of the snapshot. */
  async changes(tree: ObjectName): Promise<FileChange[]> {
    this.base ??= this.content(this.workspace.snapshot).then(treeIn);
    return this.pipes.changes(await this.base, tree);
  }

  setRef(ref: string, commit: ObjectName): Promise<void> {
    return this.pipes.setRef(ref, commit);
  }

  /** Files that say how others are stored may have changed. */
  async forgetAttributes(): Promise<void> {
    this.converted.clear();
    await this.pipes.forgetAttributes();
  }

  close(): Promise<void> {
    return this.pipes.close();
  }

  private async edits(tree: ObjectName, changed: readonly string[]): Promise<TreeEdits | null> {
    const edits = new Map<string, TreeItem | null>();
    const worktree = realpathSync.native(this.workspace.worktree);
    const isOrdinary = (path: string) => path.split('/').every((name) => /^(?!\.{0,2}$|\.git)[^\0]+$/is.test(name));
    for (const path of changed) {
      const edit = isOrdinary(path) ? await this.edit(tree, worktree, path) : null;
      if (edit === null) {
        return null;
      }
      edits.set(asBinary(path), edit === 'gone' ? null : edit);
    }
    return edits;
  }

  /** A path that is new may be one that git ignores, and a mode that is not as it was may be one that git does not look at. */
  private async edit(tree: ObjectName, worktree: string, path: string): Promise<TreeItem | 'gone' | null> {
    const before = await this.trees.find(tree, asBinary(path));
    const file = readPlainFile(worktree, path);
    if (before === null || !Object.values(plainModes).includes(before.mode) || file === null) {
      return null;
    }
    if (file === 'gone') {
      return file;
    }
    const mode = file.isExecutable ? plainModes.program : plainModes.file;
    if (mode !== before.mode || (await this.isConverted(path))) {
      return null;
    }
    return { mode, object: this.objects.add('blob', file.bytes) };
  }

  private async isConverted(path: string): Promise<boolean> {
    const known = this.converted.get(path) ?? (await this.pipes.isConverted(path));
    this.converted.set(path, known);
    return known;
  }

  private commit(tree: ObjectName, parent: ObjectName, message: string): ObjectName {
    const who = `${ourName} <${ourAddress}> ${Math.floor(Date.now() / 1000)} +0000`;
    const lines = [`tree ${tree}`, `parent ${parent}`, `author ${who}`, `committer ${who}`, '', message, ''];
    return this.objects.add('commit', Buffer.from(lines.join('\n')));
  }

  private isShared(): Promise<boolean> {
    this.shared ??= new GitRepo(this.process, this.workspace).isShared();
    return this.shared;
  }

  private async content(name: string): Promise<Buffer> {
    const found = await this.pipes.object(name);
    if (found === null) {
      throw new Error(`The object ${name} is not in the repository.`);
    }
    return found.content;
  }
}

/** A commit's first line is `tree NAME`. */
function treeIn(commit: Buffer): ObjectName {
  return commit.toString('latin1', 'tree '.length, commit.indexOf(0x0a)) as ObjectName;
}
