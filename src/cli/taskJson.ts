import type { TaskView } from '../protocol';

/** A task as `--json` prints it: what the stores hold, its id in front. */
export function taskJson(view: TaskView): object {
  const { task, state, app, run } = view;
  return {
    id: task.id,
    title: task.title,
    state,
    landing: app.landing,
    marks: app.marks,
    branch: app.workspace?.repos[0].branch ?? null,
    worktree: app.workspace?.repos[0].worktree ?? null,
    repository: task.repos[0].root,
    files: run.files,
    receipt: run.receipt,
    receipts: run.receipts,
    weakened: run.weakened,
    usage: run.usage,
    spent: run.budget.spent,
    task,
    workspace: app.workspace,
  };
}
