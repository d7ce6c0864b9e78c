import type { ChangedText, ChangedTexts } from '../../../core/checks/checkPorts';
import type { ObjectName, RepoWorkspace } from '../../../protocol';
import { GitProcess } from '../process/gitProcess';
import { GitRepo } from '../gitRepo';
import { treeOf } from '../objects/commits';
import { type RawChange, rawChanges } from './rawChanges';
import { storedTexts } from '../objects/storedTexts';

/** The texts that a task changes, from the object store alone. */
export class SnapshotTexts implements ChangedTexts {
  private readonly repo: GitRepo;
  private readonly snapshot: ObjectName;
  private last: { tree: ObjectName; changes: Promise<RawChange[]> } | null = null;

  constructor(workspace: RepoWorkspace, executable?: string) {
    this.repo = new GitRepo(new GitProcess(executable), workspace);
    this.snapshot = workspace.snapshot;
  }

  treeOf(commit: ObjectName): Promise<ObjectName> {
    return treeOf(this.repo, commit);
  }

  async sinceSnapshot(tree: ObjectName, isWanted: (path: string) => boolean): Promise<ChangedText[]> {
    if (this.last?.tree !== tree) {
      this.last = { tree, changes: rawChanges(this.repo, this.snapshot, tree) };
    }
    const wanted = (await this.last.changes).filter(
      ({ path, oldPath }) => isWanted(path) || (oldPath !== null && isWanted(oldPath)),
    );
    const textOf = await storedTexts(
      this.repo,
      wanted.flatMap(({ before, after }) => [before, after]),
    );
    return wanted.map(({ path, oldPath, status, before, after }) => ({
      path,
      status,
      ...(oldPath === null ? {} : { oldPath }),
      before: textOf(before),
      after: textOf(after),
    }));
  }
}
