import type { TaskView } from '../../protocol';

/** A task in one of these states works in its worktree, or waits to go on in it. */
export const working: ReadonlySet<TaskView['state']['kind']> = new Set(['queued', 'preparing', 'running', 'waiting']);
