import { access, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redactor } from '../../../core/secrets/redactor';
import type { Checkpoint, Checkpoints } from '../../../core/worktrees/worktreePorts';
import type { ObjectName, RepoWorkspace, TaskId } from '../../../protocol';
import { applyDifference } from './applyDifference';
import { commitTree, readCommit, writeRef } from '../objects/commits';
import { GitProcess } from '../process/gitProcess';
import { asBinary, asText, GitRepo } from '../gitRepo';
import { type KnownCommit, QuickCommits } from './quickCommits';
import { copyIndex, pristineIndex, stageTree } from './stage';
import { changesBetween, entriesBetween } from '../changes/differences';
import { treeWith } from '../objects/partTrees';
import { filesWithSecrets } from './withheld';

interface CheckpointsOptions {
  taskId: TaskId;
  /** The task's folder in the data directory, where the index that checkpoints are made with lives. */
  taskDir: string;
  workspace: RepoWorkspace;
  /** Files that hold what it finds are left as they were in the checkpoint before. */
  redactor?: Redactor;
  /** Files and folders of secrets that are in no checkpoint, whatever the ignore rules have become. */
  withheld?: readonly string[];
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
  private readonly quick: QuickCommits;
  private last: Promise<unknown> = Promise.resolve();
  /** The newest one; nobody else makes any while this object is used. */
  private newest: KnownCommit | null = null;

  constructor(options: CheckpointsOptions) {
    this.options = options;
    this.process = new GitProcess(options.executable);
    this.quick = new QuickCommits(this.process, options.workspace);
  }

  expect(): void {
    this.quick.warm();
  }

  take(label: string, changed?: readonly string[]): Promise<Checkpoint> {
    return this.queued(async () => {
      const named = changed === undefined ? undefined : changed.map(asBinary);
      const isQuick = named !== undefined && (await this.withSecrets(named)).length === 0;
      return (isQuick ? await this.takeQuickly(label, changed ?? []) : null) ?? this.takeAll(label);
    });
  }

  private async withSecrets(paths: readonly string[]): Promise<string[]> {
    const { workspace, redactor, withheld = [] } = this.options;
    const isApart = (path: string) => withheld.some((each) => `${path}/`.startsWith(`${asBinary(each)}/`));
    const others = paths.filter((path) => !isApart(path));
    const found = redactor === undefined ? [] : await filesWithSecrets(workspace.worktree, others, redactor);
    return [...paths.filter(isApart), ...found];
  }

  async between(from: ObjectName, to: ObjectName): Promise<{ path: string; isDeleted: boolean }[]> {
    const entries = await entriesBetween(new GitRepo(this.process, this.options.workspace), from, to);
    return entries.map((entry) => ({ path: asText(entry.path), isDeleted: entry.to === null }));
  }

  /** Nobody else works on the files of a task's worktree in this way, so the lock of the repository is not needed. */
  put(paths: readonly string[], { from, to }: { from: ObjectName; to: ObjectName }): Promise<void> {
    return this.queued(async () => {
      const repo = new GitRepo(this.process, this.options.workspace);
      const tree = await treeWith(repo, from, { change: to, paths, contents: new Map() });
      const staging = join(this.options.taskDir, 'staging');
      const lock = { check: () => Promise.resolve() };
      await applyDifference(repo, { from, to: tree, leaveOthers: true, lock, staging });
    });
  }

  async close(): Promise<void> {
    await this.queued(() => this.quick.close());
  }

  /** One after the other, in the order of the calls. */
  private queued<T>(act: () => Promise<T>): Promise<T> {
    const done = this.last.then(act);
    this.last = done.catch(() => null);
    return done;
  }

  /** Null when it can't be done without a look at all files. A git that fails here has that way, too. */
  private async takeQuickly(label: string, changed: readonly string[]): Promise<Checkpoint | null> {
    const { snapshot } = this.options.workspace;
    try {
      this.quick.warm();
      const last = this.newest ?? (await this.quick.known(this.ref)) ?? (await this.quick.known(snapshot));
      const taken = last === null ? null : await this.quick.take(last, changed, label);
      if (taken === null) {
        return null;
      }
      const [files] = await Promise.all([
        this.quick.changes(taken.tree),
        taken === last ? null : this.quick.setRef(this.ref, taken.commit),
      ]);
      this.newest = taken;
      return { ...taken, files, isWhole: false, withheld: [] };
    } catch {
      return null;
    }
  }

  private async takeAll(label: string): Promise<Checkpoint> {
    await this.quick.forgetAttributes();
    const { workspace } = this.options;
    const repo = new GitRepo(this.process, workspace);
    const isInPlace = workspace.worktree === workspace.root;
    const index = await this.index(repo, isInPlace);
    const withheld: string[] = [];
    const withhold = async (paths: readonly string[]) => {
      const found = await this.withSecrets(paths);
      withheld.push(...found.map(asText));
      return found;
    };
    const [tree, last] = await Promise.all([
      stageTree(repo, index, isInPlace ? 'skip' : 'flatten', { withhold }),
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
    this.newest = { commit, tree };
    return { commit, tree, files, isWhole: true, withheld };
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
