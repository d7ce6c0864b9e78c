import type { SetupList } from '../../protocol';
import type { Commands } from '../worktrees/worktreePorts';

export interface SetupPlan {
  lists: SetupList[];
  /** What could not be used of the repository's files, as sentences. */
  problems: string[];
}

/** What has to be done in a worktree before its agent starts, and what was allowed of it in this repository. */
export interface SetupPlaces {
  /** Reads the repository's files. What can't be read is a problem of the plan. */
  plan(): Promise<SetupPlan>;
  /**
   * Installs whose folder is there, but from another lock file than the worktree has: by what the package manager noted
   * in it, or else because the lock file is the newer one. What a lock file can't be compared with may be among them;
   * `kept` says so when the folder is there as plain files.
   */
  outdated(): Promise<SetupList[]>;
  /** Whether nothing is at a path of the worktree. */
  isMissing(path: string): Promise<boolean>;
  /** Whether a script of the list is what it was when the plan was made. */
  isAsPlanned(list: SetupList): Promise<boolean>;
  /** Numbers of the steps that would change nothing, from 1: what they install is there already, from the same lock file. */
  kept(list: SetupList): Promise<number[]>;
  /** Whether exactly this was allowed for the repository. */
  isRemembered(list: SetupList): Promise<boolean>;
  remember(list: SetupList): Promise<void>;
  /** Runs commands with what the list's file promises them. */
  commands(list: SetupList): Promise<Commands>;
  /** The list without its kept steps as one command line; before each step it prints a line that `stepOf` knows. */
  script(list: SetupList, how: { mark: string; kept: readonly number[] }): Promise<string>;
}
