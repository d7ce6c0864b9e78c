import type { OpenedJoined } from '../../app/worktrees/joinedRepositories';

/** Where a new task works: in one folder, or in several repositories, of which `folder` is one or holds them. */
export interface TaskPlace {
  folder: string;
  several: OpenedJoined | undefined;
  /** Where the folder was cloned from for tasks; absent: it is the person's own. */
  url?: string | undefined;
}
