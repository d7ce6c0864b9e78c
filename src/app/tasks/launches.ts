import type { NewTask } from './drafts';

/** How a task is begun that was written after `/worktree` or `/refactor`; its check is what a person asked for, or null. */
export function launchedTask(kind: 'experiment' | 'refactor', request: NewTask): NewTask {
  const purpose = { kind };
  const isWork = (request.mode ?? 'work') !== 'ask';
  return kind === 'refactor' && isWork
    ? { ...request, purpose, checks: [...(request.checks ?? []), { kind: 'unchanged-tests' }] }
    : { ...request, purpose };
}
