import { blindView } from '../../core/groups/blindView';
import { isHidden } from '../../core/groups/memberName';
import type { RaceGlance, TaskView } from '../../protocol';

/**
 * A task as `--json` prints it: what the stores hold, its id in front. `isBlind` says that it is a racer of a race that is
 * blind, so that neither its model nor its price is there.
 */
export function taskJson(known: TaskView, races: readonly RaceGlance[]): object {
  const { task, state, app, run } = blindView(known, races);
  return {
    id: task.id,
    ...(isHidden(known, races) ? { isBlind: true } : {}),
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
