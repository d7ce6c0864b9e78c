import { access, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint, Checkpoints } from '../../core/worktreePorts';
import type { RepoWorkspace, TaskId } from '../../protocol';
import { commitTree, readCommit, writeRef } from './commits';
import { GitProcess } from './gitProcess';
import { GitRepo } from './gitRepo';
import { copyIndex, pristineIndex, stageTree } from './stage';
import { changesBetween } from './differences';

interface CheckpointsOptions {
  taskId: TaskId;
  /** The task's folder in the data directory, where the index that checkpoints are made with lives. */
  taskDir: string;
  workspace: RepoWorkspace;
  /** The git program; `git` from the PATH unless given. */
  executable?: string;
}

/**
 * Commits of a worktree's files, each with the one before as its parent, the first with the snapshot. They are made
 * through an index of their own and with the git directory from our records, so nothing in the worktree has a say.
 */
export class WorktreeCheckpoints implements Checkpoints {
  private readonly options: CheckpointsOptions;
  private readonly process: GitProcess;
  private last: Promise<unknown> = Promise.resolve();

  constructor(options: CheckpointsOptions) {
    this.options = options;
    this.process = new GitProcess(options.executable);
  }

  /** One after the other, in the order of the calls. */
  take(label: string): Promise<Checkpoint> {
    const taken = this.last.then(() => this.takeNow(label));
    this.last = taken.catch(() => null);
    return taken;
  }

  private async takeNow(label: string): Promise<Checkpoint> {
    const { workspace } = this.options;
    const repo = new GitRepo(this.process, workspace);
    const isInPlace = workspace.worktree === workspace.root;
    const index = await this.index(repo, isInPlace);
    const [tree, last] = await Promise.all([
      stageTree(repo, index, isInPlace ? 'skip' : 'flatten'),
      readCommit(repo, this.ref),
    ]);
    const isSame = last?.tree === tree && last.commit !== workspace.snapshot;
    const [commit, files] = await Promise.all([
      isSame ? last.commit : commitTree(repo, { tree, parents: [last?.commit ?? workspace.snapshot], message: label }),
      changesBetween(repo, workspace.snapshot, tree),
    ]);
    if (!isSame) {
      await writeRef(repo, this.ref, commit);
    }
    return { commit, tree, files };
  }

  private get ref(): string {
    return `refs/background-agents/checkpoints/${this.options.taskId}`;
  }

  /** Begins as a copy of an index that knows the files' times, so that not every file has to be read again. */
  private async index(repo: GitRepo, isInPlace: boolean): Promise<string> {
    const file = join(this.options.taskDir, 'checkpoint.index');
    const begun = `${file}.begun`;
    // A runner that was killed may have left git's lock on it; a task has one runner, so nobody else holds it.
    await rm(`${file}.lock`, { force: true });
    const seed = isInPlace ? join(repo.at.gitDir, 'index') : pristineIndex(repo.at.gitDir);
    if (!(await exists(file)) && (await copyIndex(seed, begun))) {
      await rename(begun, file);
    }
    return file;
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
