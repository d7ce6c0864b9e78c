import type { AllowedCommand, CommandRule } from '../../protocol';
import type { WantedPlaces } from '../sandbox/wantedPlaces';
import type { FilePermissions } from './permissionFiles';
import type { ReadShell } from './shellPorts';

/** What is known of a repository beside the policy of a task. */
export interface KnownRules {
  /** Without an effect it counts for commands without the network. */
  allow: readonly { rule: CommandRule; effect?: AllowedCommand['effect'] }[];
  /** Beats everything else. */
  deny: readonly CommandRule[];
  /** Globs of files, relative to the top of the worktree, that the file tools may write unasked, and may not write. */
  allowWrite: readonly string[];
  denyWrite: readonly string[];
  /** Patterns as in `.gitignore`, of files that no file tool shows. */
  denyRead: readonly string[];
  /** Places beside the worktree for commands in the sandbox; none where it is absent. */
  places?: WantedPlaces;
  /** What a file forbids is not understood, so no command is known to be allowed. */
  isUnsure: boolean;
}

/** What a person, and the files that they and a repository keep, allow and forbid. */
export interface ApprovalRules {
  /** As it is now: what another task remembered counts at once. What can't be read forbids nothing and allows nothing. */
  known(): Promise<KnownRules>;
  /** Keeps a rule for the repository; once more changes nothing. */
  remember(allowed: AllowedCommand): Promise<void>;
  /** How many approvals of a shape a person has allowed, over all tasks of the repository. */
  timesAllowed(shape: string): Promise<number>;
  /** Counts one that was allowed; the same key once more changes nothing. */
  countAllowed(shape: string, key: string): Promise<void>;
  /** Loaded when a command is first looked into; null where there is none, so that every command is asked about. */
  grammar(): Promise<ReadShell | null>;
}

/** A file that says what agents may do. */
export interface PermissionFile {
  /** Relative to the home folder, or to the top of the repository. */
  path: string;
  place: 'user' | 'repository';
  /** SHA-256 of its text, which a consent is bound to. */
  digest: string;
  /** What it allows counts: it is the user's own, or a person consented to exactly this text. */
  counts: boolean;
  permissions: FilePermissions;
}

/** All rules of a repository, for a person to look through. */
export interface RepositoryRules {
  list(): Promise<{ remembered: AllowedCommand[]; files: PermissionFile[] }>;
  /** From now on no task may run it unasked. */
  forget(allowed: AllowedCommand): Promise<void>;
  /** Lets what a file of the repository allows count, for as long as it stays as it is; or no longer. */
  consent(file: PermissionFile, counts: boolean): Promise<void>;
}
