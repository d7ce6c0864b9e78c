/** Where folders of dependencies are stored for all tasks. */
export function storeFolder(dataDirectory: string): string {
  return `${dataDirectory}/dependencies`;
}

/** Where what a task's commands write into shared folders is kept: beside its worktree, with which it goes. */
export function layersFolder(worktree: string): string {
  return `${worktree.replace(/[/\\][^/\\]*$/, '')}/.dependencies`;
}
