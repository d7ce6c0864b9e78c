/** What sandboxed commands may see and change, whatever holds them to it. All paths are absolute and real. */
export interface SandboxPlan {
  /** The only folder that can be written, besides temporary ones that vanish with the command. */
  worktree: string;
  /** Stay readable and can't be written, though they may lie in the worktree or in a temporary or hidden folder. */
  readOnly: readonly string[];
  /** Folders of which nothing is shown but what the plan names itself; before everything else. */
  narrowed?: readonly string[];
  /** Places that stay readable though they lie in a temporary or narrowed folder. What is hidden stays hidden in them. */
  reads?: readonly string[];
  /** Places beside the worktree that can be written. What is hidden or read-only stays so in them. */
  writes?: readonly string[];
  hiddenFolders: readonly string[];
  hiddenFiles: readonly string[];
}
