import type { FileChange, HostUse, ObjectName, SandboxReport } from '../../protocol';
import type { HostAccess } from '../network/hostRules';

export interface FileText {
  text: string;
  /** Lines in the whole file, also when `text` is a part of it. */
  totalLines: number;
  isTruncated: boolean;
}

/** A worktree as the tools see it. Every path is relative, is checked by `resolveInside`, and fails with `PathError`. */
export interface WorktreeFiles {
  /** UTF-8 text of lines `from..from+count-1` (1-based), bounded in bytes. A binary file fails with `EditError('binary')`. */
  read(path: string, range?: { from: number; count: number }): Promise<FileText>;
  /** The first bytes of the file, at most `limit`, and the size of the whole. */
  readBytes(path: string, limit: number): Promise<{ bytes: Uint8Array; size: number }>;
  /** The exact text of the whole file, for editing: BOM and line ends kept. */
  readExact(path: string): Promise<string>;
  /**
   * Creates folders as needed. Writes a new file beside and renames it, with the mode of what it replaces unless `mode`
   * gives other permission bits.
   */
  write(path: string, text: string, mode?: number): Promise<void>;
  /** The permission bits of a regular file. */
  modeOf(path: string): Promise<number>;
  delete(path: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** Files below `path` that git does not ignore, relative to the worktree, sorted, at most `limit`. */
  list(path: string, limit: number): Promise<{ files: string[]; isTruncated: boolean }>;
  /** Lines that match a regular expression (ripgrep's syntax), at most `limit`; stops when `signal` is aborted. */
  search(query: SearchQuery, signal: AbortSignal): Promise<{ hits: SearchHit[]; isTruncated: boolean }>;
}

export interface SearchQuery {
  pattern: string;
  path: string;
  isLiteral: boolean;
  limit: number;
}

export interface SearchHit {
  path: string;
  line: number;
  text: string;
}

export interface CommandOptions {
  /** The whole network. */
  network: boolean;
  /** These hosts alone, without `network`. Only where `hostsComplaint` has none; else the command is not started. */
  hosts?: HostAccess;
  /** Called for each connection to a host, reached or blocked. */
  onHost?(use: Omit<HostUse, 'times'>): void;
  /** Ended, with its whole process tree, when aborted. */
  signal: AbortSignal;
  timeoutMs: number;
  /** Called in order with what was written to the capped output file; `offset` in bytes. */
  onOutput(text: string, offset: number): void;
  /** Called with all output in order, also with what is not kept; ANSI sequences are still in it. */
  onText?(text: string): void;
  /** Where the output is kept, capped; head and tail survive. */
  outputFile: string;
}

export interface CommandResult {
  /** null when ended by a signal, a limit or an abort; then `ended` says by what, as a clause. */
  exitCode: number | null;
  ended?: string;
  durationMs: number;
  /** The output as kept: ANSI stripped, its middle cut out when long. */
  output: string;
}

/** Runs shell commands in one worktree, sandboxed where `report` says so. stdin is closed. */
export interface Commands {
  readonly report: SandboxReport;
  /** Why no command can be held to a list of hosts here, as a sentence; null when it can. It is really tried, once. */
  hostsComplaint(): Promise<string | null>;
  /** Throws `ProcessError('spawn' | 'sandbox')` when the command could not be started; a red exit is a result. */
  run(command: string, options: CommandOptions): Promise<CommandResult>;
}

export interface Checkpoint {
  commit: ObjectName;
  tree: ObjectName;
  /** All changes since the snapshot. */
  files: FileChange[];
  /** Every file was looked at; otherwise only the paths that were said to have changed. */
  isWhole: boolean;
  /** Files that were not taken, because they hold a secret: the commit has them as they were, or not at all. */
  withheld?: string[];
}

/** The runner's only use of git: commits of its own worktree, kept by `refs/background-agents/checkpoints/<taskId>`. */
export interface Checkpoints {
  /** Gets ready for a `take` with paths that is about to come. What goes wrong is told by that. */
  expect(): void;
  /**
   * A commit of the files as they are now, on the disk before this resolves. With `changed`, of the last one and these
   * paths as they are now, where that is the same to git; where it might not be, of all files. Calls follow each other.
   */
  take(label: string, changed?: readonly string[]): Promise<Checkpoint>;
  /** Each path that differs between two commits of the worktree's files, renames as a removal and an addition. */
  between(from: ObjectName, to: ObjectName): Promise<{ path: string; isDeleted: boolean }[]>;
  /**
   * Makes the paths in the worktree what they are in `to`, where they are as in `from`; others stay as they are. Fails
   * with `GitError`, and then nothing is changed.
   */
  put(paths: readonly string[], change: { from: ObjectName; to: ObjectName }): Promise<void>;
  /** Ends what is kept ready for the next one, which is started again when it comes. */
  close(): Promise<void>;
}
