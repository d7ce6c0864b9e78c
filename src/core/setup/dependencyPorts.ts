import type { Carried } from '../../protocol';

/** Folders of dependencies that the worktree gets while its agent is at work. */
export interface Dependencies {
  /** As the task was prepared with; none when it has all. */
  readonly later: readonly Carried[];
  /**
   * Copies them whole, over what an earlier copy left. `onProgress` gets the bytes so far. Aborting leaves a part behind; throws what the disk says.
   */
  copy(options: { signal: AbortSignal; onProgress: (bytes: number, path: string) => void }): Promise<Carried[]>;
}
