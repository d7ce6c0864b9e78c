/** Where folders of dependencies are stored for all tasks. */
export function storeFolder(dataDirectory: string): string {
  return `${dataDirectory}/dependencies`;
}

/** Where what a task's commands write into shared folders is kept: beside its worktree, with which it goes. */
export function layersFolder(worktree: string): string {
  return `${worktree.replace(/[/\\][^/\\]*$/, '')}/.dependencies`;
}

/**
 * Whether a worktree lies where those of tasks are made, so that nobody but us can have written what is beside it. Both
 * paths are real ones.
 */
export function isMadeByUs(worktree: string, dataDirectory: string): boolean {
  const inside = worktree.startsWith(`${dataDirectory}/worktrees/`) ? worktree.slice(dataDirectory.length + 11) : '';
  return /^[^/]+\/[^/]+$/.test(inside);
}

/** Whether the options of a mount can name such a path. */
export function canBeMounted(folder: string): boolean {
  return !/[,:\\\n"]/.test(folder);
}
