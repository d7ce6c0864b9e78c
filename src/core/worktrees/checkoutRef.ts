/** A checkout by our own records, so that nothing a process writes in it can lead git elsewhere. */
export interface CheckoutRef {
  worktree: string;
  gitDir: string;
  commonDir: string;
}
