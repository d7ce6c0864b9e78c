import * as fs from 'node:fs';
import * as path from 'node:path';
import { createGit } from '../../src/adapters/git/createGit';
import { SystemIds } from '../../src/adapters/system/systemIds';
import type { RunSpec, Task } from '../../src/protocol';
import { task as usualTask } from '../unit/core/journal';
import { TestRepo } from './testRepo';

/** A task whose worktree is ready, as the app would hand it to a runner. */
export interface PreparedTask {
  repo: TestRepo;
  spec: RunSpec;
  worktree: string;
}

export async function prepareTask(
  files: Readonly<Record<string, string>>,
  changes: Partial<Task> = {},
): Promise<PreparedTask> {
  const repo = TestRepo.with(files);
  const id = new SystemIds().taskId();
  const task: Task = { ...usualTask, ...changes, id, repos: [{ root: repo.root }] };
  const data = path.join(repo.folder, 'data');
  const worktree = path.join(data, 'worktrees', 'wt', 'project');
  const taskDir = path.join(data, 'tasks', id);
  fs.mkdirSync(taskDir, { recursive: true });
  const git = createGit();
  const snapshot = await git.snapshot(repo.root, { parent: repo.head(), message: 'snapshot' });
  const branch = `agents/${task.slug}`;
  const gitDir = await git.addWorktree(repo.root, { path: worktree, branch, commit: snapshot });
  const workspace = {
    ...{ root: repo.root, commonDir: path.join(repo.root, '.git'), worktree, gitDir, branch },
    ...{ head: repo.head(), headName: 'main', snapshot, uncommitted: 0 },
  };
  const spec: RunSpec = { v: 1, task, workspace: { repos: [workspace], carried: [] }, taskDir, fence: 1 };
  return { repo, spec, worktree };
}
